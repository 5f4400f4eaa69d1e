package dev.chatengine.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that belongs to a message and is stored elsewhere. The engine passes the address on and
 * never opens it.
 */
public final class Attachment {
  /** The longest address, in UTF-16 units. */
  public static final int MAX_URL_LENGTH = 2048;

  /** The longest name and media type, in UTF-16 units. */
  public static final int MAX_NAME_LENGTH = 255;

  private final String url;
  private final @Nullable String name;
  private final @Nullable String mediaType;
  private final long size;

  private Attachment(Builder builder) {
    url = Checks.text(builder.url, "attachment url", 1, MAX_URL_LENGTH);
    name = Checks.optionalText(builder.name, "attachment name", 1, MAX_NAME_LENGTH);
    mediaType = Checks.optionalText(builder.mediaType, "media type", 1, MAX_NAME_LENGTH);
    size = Checks.notNegative(builder.size, "attachment size");
  }

  /**
   * Starts an attachment.
   *
   * @param url 1 to {@value #MAX_URL_LENGTH} characters
   * @return a builder
   */
  public static Builder builder(String url) {
    return new Builder(url);
  }

  /**
   * The address of the file.
   *
   * @return 1 to {@value #MAX_URL_LENGTH} characters, which are not checked to be a valid address
   */
  public String url() {
    return url;
  }

  /**
   * The file's name.
   *
   * @return null if it has none
   */
  public @Nullable String name() {
    return name;
  }

  /**
   * The file's media type, such as {@code image/png}.
   *
   * @return null if it is not known
   */
  public @Nullable String mediaType() {
    return mediaType;
  }

  /**
   * The file's size in bytes.
   *
   * @return 0 if it is not known
   */
  public long size() {
    return size;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attachment that
        && url.equals(that.url)
        && Objects.equals(name, that.name)
        && Objects.equals(mediaType, that.mediaType)
        && size == that.size;
  }

  @Override
  public int hashCode() {
    return url.hashCode();
  }

  @Override
  public String toString() {
    return "Attachment[" + size + " bytes]";
  }

  /** Collects an attachment's values. Not for use by several threads. */
  public static final class Builder {
    private final String url;
    private @Nullable String name;
    private @Nullable String mediaType;
    private long size;

    private Builder(String url) {
      this.url = Objects.requireNonNull(url, "url");
    }

    /**
     * Sets the file's name.
     *
     * @param name 1 to {@value Attachment#MAX_NAME_LENGTH} characters, or null for none
     * @return this
     */
    public Builder name(@Nullable String name) {
      this.name = name;
      return this;
    }

    /**
     * Sets the file's media type.
     *
     * @param mediaType 1 to {@value Attachment#MAX_NAME_LENGTH} characters, or null for unknown
     * @return this
     */
    public Builder mediaType(@Nullable String mediaType) {
      this.mediaType = mediaType;
      return this;
    }

    /**
     * Sets the file's size.
     *
     * @param bytes 0 or more; 0 for unknown
     * @return this
     */
    public Builder size(long bytes) {
      this.size = bytes;
      return this;
    }

    /**
     * Makes the attachment.
     *
     * @return an attachment of these values
     * @throws IllegalArgumentException if a bound is broken
     */
    public Attachment build() {
      return new Attachment(this);
    }
  }
}
