package dev.chatengine.store.mongo;

import java.util.List;

/** The names of fields. Text that clients choose is always a value, never a name. */
final class Fields {
  static final String ID = "_id";
  static final String CONVERSATION = "conversation";
  static final String LOG = "log";
  static final String EPOCH = "epoch";
  static final String SEQ = "seq";
  static final String REVISION = "revision";
  static final String EXPIRE_AT = "expireAt";

  // Of a conversation.
  static final String START_SEQ = "startSeq";
  static final String START_REVISION = "startRevision";
  static final String LAST_WRITE = "lastWrite";
  static final String LAST_EXPIRE_AT = "lastExpireAt";
  static final String PARTICIPANTS = "participants";
  static final String FORGOTTEN = "forgotten";

  // Of a message.
  static final String SENDER = "sender";
  static final String SENDER_ID = "sender.id";
  static final String CLIENT_MESSAGE_ID = "clientMessageId";
  static final String CONTENT = "content";
  static final String TIMESTAMP = "timestamp";
  static final String REPLY_TO = "replyTo";
  static final String MENTIONS = "mentions";
  static final String ATTACHMENTS = "attachments";
  static final String METADATA = "metadata";
  static final String EDITED_AT = "editedAt";
  static final String DELETED = "deleted";
  static final String DELETED_BY = "deletedBy";
  static final String REACTIONS = "reactions";

  /** The content that a deletion removes, besides the state. */
  static final List<String> GONE_ONCE_DELETED = List.of(REPLY_TO, MENTIONS, ATTACHMENTS, METADATA);

  // Of an amendment.
  static final String MESSAGE = "message";
  static final String BASED_ON = "basedOn";
  static final String TOKEN = "token";
  static final String STATE = "state";

  private Fields() {}
}
