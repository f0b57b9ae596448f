package dev.thaw.cloud.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.protocol.codec.SigningKeys;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Base64;

/**
 * A receipt and the cloud's Ed25519 signature of its canonical bytes: UTF-8, the fields in their
 * order, no white space. Immutable, but for the nodes, which nobody changes.
 *
 * <p>On paper it is {@code {"receipt": {...}, "signature": BASE64}}; white space there does not
 * matter.
 */
public final class SignedReceipt {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode receipt;
  private final byte[] signature;

  SignedReceipt(ObjectNode receipt, byte[] signature) {
    this.receipt = receipt;
    this.signature = signature.clone();
  }

  /**
   * Reads what {@link #toJson} gave, however it was laid out.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static SignedReceipt parse(byte[] file) {
    JsonNode node = read(file);
    if (!(node.path("receipt") instanceof ObjectNode receipt)
        || !receipt.path("kind").asText().equals(Receipts.KIND)
        || !node.path("signature").isTextual()) {
      throw new IllegalArgumentException("not a receipt of an erasure");
    }
    return new SignedReceipt(
        receipt, Base64.getDecoder().decode(node.path("signature").textValue()));
  }

  /** Its number: 32 hexadecimal digits. */
  public String id() {
    return receipt.path("id").asText();
  }

  /** What it says. */
  public JsonNode receipt() {
    return receipt;
  }

  /** Whether the owner of the key signed exactly this. */
  public boolean isSignedBy(PublicKey key) {
    return SigningKeys.isSigned(canonical(receipt), signature, key);
  }

  /** The receipt with its signature. */
  public ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("receipt", receipt);
    return node.put("signature", Base64.getEncoder().encodeToString(signature));
  }

  /** What is signed. */
  static byte[] canonical(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON in memory can always be written", e);
    }
  }

  private static JsonNode read(byte[] file) {
    try {
      return JSON.readTree(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a receipt of an erasure: not JSON", e);
    }
  }
}
