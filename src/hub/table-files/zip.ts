/** A ZIP archive written as it is made: no member is ever whole in memory. */
import { Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

export interface ZipMember {
  readonly name: string;
  readonly text: AsyncIterable<string> | Iterable<string>;
}

/** "The fields crc-32 and sizes are set to zero in the local header", and names are UTF-8 (APPNOTE 4.4.4, bits 3 and 11). */
const FLAGS = 0x08_08;
const DEFLATE = 8;
const VERSION = 20;
/** Midnight of the first day the format knows: the same content is the same file. */
const [TIME, DATE] = [0, 0x21];

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** The archive's bytes. Sizes stand behind each member and in the directory; nothing larger than 4 GB is meant. */
export async function* zipBytes(members: Iterable<ZipMember>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for (const { name: path, text } of members) {
    const name = Buffer.from(path);
    const head = localHead(name);
    yield head;
    let [crc, packed, size] = [0, 0, 0];
    async function* counted() {
      for await (const piece of text) {
        const bytes = Buffer.from(piece);
        crc = crc32(bytes, crc);
        size += bytes.length;
        yield bytes;
      }
    }
    const source = Readable.from(counted(), { objectMode: false });
    const deflate = createDeflateRaw();
    source.once("error", (error) => deflate.destroy(error));
    try {
      for await (const bytes of source.pipe(deflate)) {
        packed += (bytes as Buffer).length;
        yield bytes as Buffer;
      }
    } finally {
      source.destroy();
    }
    const one = { name, offset, crc, packed, size };
    yield descriptor(one);
    written.push(one);
    offset += head.length + packed + DESCRIPTOR;
  }
  const directory = Buffer.concat(written.map(directoryEntry));
  yield directory;
  yield end(written.length, directory.length, offset);
}

function localHead(name: Buffer): Buffer {
  const head = Buffer.alloc(30);
  head.write("PK\x03\x04", 0, "latin1");
  shared(head, 4);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

/** What local heads and the directory have alike. */
function shared(into: Buffer, at: number): void {
  into.writeUInt16LE(VERSION, at);
  into.writeUInt16LE(FLAGS, at + 2);
  into.writeUInt16LE(DEFLATE, at + 4);
  into.writeUInt16LE(TIME, at + 6);
  into.writeUInt16LE(DATE, at + 8);
}

const DESCRIPTOR = 16;

function descriptor({ crc, packed, size }: Written): Buffer {
  const bytes = Buffer.alloc(DESCRIPTOR);
  bytes.write("PK\x07\x08", 0, "latin1");
  bytes.writeUInt32LE(crc, 4);
  bytes.writeUInt32LE(packed, 8);
  bytes.writeUInt32LE(size, 12);
  return bytes;
}

function directoryEntry({ name, offset, crc, packed, size }: Written): Buffer {
  const entry = Buffer.alloc(46);
  entry.write("PK\x01\x02", 0, "latin1");
  entry.writeUInt16LE(VERSION, 4);
  shared(entry, 6);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(packed, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(offset, 42);
  return Buffer.concat([entry, name]);
}

function end(members: number, size: number, offset: number): Buffer {
  const bytes = Buffer.alloc(22);
  bytes.write("PK\x05\x06", 0, "latin1");
  bytes.writeUInt16LE(members, 8);
  bytes.writeUInt16LE(members, 10);
  bytes.writeUInt32LE(size, 12);
  bytes.writeUInt32LE(offset, 16);
  return bytes;
}
