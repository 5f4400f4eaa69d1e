package dev.chatengine.store.mongo;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;

/** Classifies and describes the errors of writes. */
final class Errors {
  private static final int BAD_VALUE = 2;
  private static final int FAILED_VALIDATION = 121;
  private static final int DOCUMENT_TOO_LARGE = 10_334;
  private static final int KEY_TOO_LONG = 17_280;

  private Errors() {}

  static boolean isDuplicateKey(BulkWriteError error) {
    return error.getCategory() == ErrorCategory.DUPLICATE_KEY;
  }

  /** Whether the document would be refused at every try. */
  static boolean isOfDocument(BulkWriteError error) {
    return switch (error.getCode()) {
      case BAD_VALUE, FAILED_VALIDATION, DOCUMENT_TOO_LARGE, KEY_TOO_LONG -> true;
      default -> false;
    };
  }

  /** The reason, without the documents and cluster members that the driver's messages quote. */
  static String reason(RuntimeException e) {
    if (e instanceof MongoBulkWriteException bulk) {
      return bulk.getWriteConcernError() != null
          ? "the write concern was not met: code " + bulk.getWriteConcernError().getCode()
          : "the server refused a write: code "
              + bulk.getWriteErrors().stream().map(BulkWriteError::getCode).distinct().toList();
    }
    return e.getClass().getSimpleName();
  }
}
