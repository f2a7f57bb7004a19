/** The same bytes in pieces of one size; the last may be smaller. */
export async function* piecesOf(bytes: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const part of bytes) {
    for (let from = 0; from < part.length; ) {
      const take = Math.min(part.length - from, size - held);
      parts.push(part.subarray(from, from + take));
      held += take;
      from += take;
      if (held < size) continue;
      yield Buffer.concat(parts);
      parts = [];
      held = 0;
    }
  }
  if (held > 0) yield Buffer.concat(parts);
}
