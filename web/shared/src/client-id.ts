/** Works on plain-HTTP addresses too, where `crypto.randomUUID` does not exist. */
export function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
