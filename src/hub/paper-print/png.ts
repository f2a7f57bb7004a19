/** PNG files of strangers as pixels, bounded before anything is unpacked, and pixels as a PNG of ours (W3C, third edition). */
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** 32 MB of pixels: a logo is drawn some hundred dots wide. */
const MOST_PIXELS = 8_000_000;
const MOST_CHUNKS = 2_000;
/** Writers pad a little. */
const SLACK = 1_024;

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel: red, green, blue, alpha. */
  readonly rgba: Uint8Array;
}

interface Chunk {
  readonly kind: string;
  readonly data: Buffer;
}

export const isPng = (file: Buffer): boolean => file.subarray(0, SIGNATURE.length).equals(SIGNATURE);

/** Samples a pixel by color type: grey, RGB, palette, grey with alpha, RGB with alpha; and the depths each may have. */
const COLORS: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

interface Head {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly color: number;
  readonly samples: number;
  readonly isInterlaced: boolean;
}

/** Null: damaged, larger than may be unpacked, or no PNG. */
export function decodePng(file: Buffer): Pixels | null {
  const chunks = isPng(file) ? chunksOf(file) : null;
  const head = headOf(chunks?.[0]);
  if (chunks === null || head === null) return null;
  const passes = passesOf(head);
  const length = passes.reduce((sum, { width, height }) => sum + (bytesOf(width, head) + 1) * height, 0);
  const packed = chunks.filter(({ kind }) => kind === "IDAT").map(({ data }) => data);
  const data = inflated(Buffer.concat(packed), length + SLACK);
  if (data === null || data.length < length) return null;
  const colorAt = colorsOf(head, chunks);
  if (colorAt === null) return null;
  const rgba = new Uint8Array(head.width * head.height * 4);
  let from = 0;
  for (const pass of passes) {
    const rows = unfiltered(data.subarray(from), bytesOf(pass.width, head), pass.height, pixelBytes(head));
    if (rows === null) return null;
    from += (bytesOf(pass.width, head) + 1) * pass.height;
    place({ head, pass, rows, colorAt }, rgba);
  }
  return { width: head.width, height: head.height, rgba };
}

const bytesOf = (width: number, { bits, samples }: Head) => Math.ceil((width * bits * samples) / 8);
const pixelBytes = ({ bits, samples }: Head) => Math.max(1, (bits * samples) >> 3);

/** Null: they do not fit into each other, or their sums are wrong. */
function chunksOf(file: Buffer): Chunk[] | null {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at + 12 <= file.length; ) {
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length || chunks.length === MOST_CHUNKS) return null;
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) return null;
    const kind = file.toString("latin1", at + 4, at + 8);
    chunks.push({ kind, data: file.subarray(at + 8, end) });
    if (kind === "IEND") break;
    at = end + 4;
  }
  return chunks;
}

function headOf(first: Chunk | undefined): Head | null {
  if (first?.kind !== "IHDR" || first.data.length !== 13) return null;
  const [width, height] = [first.data.readUInt32BE(0), first.data.readUInt32BE(4)];
  const [bits = 0, color = 0, packing, filtering, interlace] = first.data.subarray(8);
  const existing = COLORS[color];
  if (!existing?.depths.includes(bits) || packing !== 0 || filtering !== 0) return null;
  if (width === 0 || height === 0 || width * height > MOST_PIXELS || (interlace !== 0 && interlace !== 1)) return null;
  return { width, height, bits, color, samples: existing.samples, isInterlaced: interlace === 1 };
}

interface Pass {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
  readonly width: number;
  readonly height: number;
}

/** Adam7: where each pass begins and how far apart its pixels lie. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

function passesOf({ width, height, isInterlaced }: Head): Pass[] {
  const all = isInterlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  return all.flatMap(([left, top, across, down]) => {
    const size = { width: Math.ceil((width - left) / across), height: Math.ceil((height - top) / down) };
    return size.width > 0 && size.height > 0 ? { left, top, across, down, ...size } : [];
  });
}

function inflated(packed: Buffer, length: number): Buffer | null {
  try {
    return inflateSync(packed, { maxOutputLength: length });
  } catch (error) {
    // Damaged, or it unpacks to more than its head says.
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}

function unfiltered(data: Buffer, stride: number, height: number, back: number): Uint8Array | null {
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)] ?? 0;
    if (filter > 4) return null;
    const row = y * stride;
    for (let n = 0; n < stride; n++) {
      const left = n >= back ? (rows[row + n - back] ?? 0) : 0;
      const above = y > 0 ? (rows[row + n - stride] ?? 0) : 0;
      let guess = 0;
      if (filter === 1) guess = left;
      else if (filter === 2) guess = above;
      else if (filter === 3) guess = (left + above) >> 1;
      else if (filter === 4) guess = paeth(left, above, n >= back && y > 0 ? (rows[row + n - stride - back] ?? 0) : 0);
      rows[row + n] = (data[row + y + 1 + n] ?? 0) + guess;
    }
  }
  return rows;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - above), Math.abs(estimate - corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

/** Writes a pixel's color, from its samples as they stand in the file. */
type ColorAt = (sample: (n: number) => number, rgba: Uint8Array, at: number) => void;

/** Null: a palette is missing. */
function colorsOf({ bits, color }: Head, chunks: readonly Chunk[]): ColorAt | null {
  const whole = 2 ** bits - 1;
  const byte = (value: number) => Math.round((value * 255) / whole);
  const clear = chunks.find(({ kind }) => kind === "tRNS")?.data;
  if (color === 3) {
    const palette = chunks.find(({ kind }) => kind === "PLTE")?.data;
    if (!palette) return null;
    return (sample, rgba, at) => {
      const index = sample(0);
      for (let n = 0; n < 3; n++) rgba[at + n] = palette[index * 3 + n] ?? 0;
      rgba[at + 3] = clear?.[index] ?? 255;
    };
  }
  const colors = color === 0 || color === 4 ? 1 : 3;
  const hasAlpha = color === 4 || color === 6;
  const isClear = (sample: (n: number) => number) => {
    if (!clear || hasAlpha || clear.length < colors * 2) return false;
    for (let n = 0; n < colors; n++) if (sample(n) !== clear.readUInt16BE(n * 2)) return false;
    return true;
  };
  return (sample, rgba, at) => {
    for (let n = 0; n < 3; n++) rgba[at + n] = byte(sample(colors === 1 ? 0 : n));
    rgba[at + 3] = hasAlpha ? byte(sample(colors)) : isClear(sample) ? 0 : 255;
  };
}

function place(
  of: { readonly head: Head; readonly pass: Pass; readonly rows: Uint8Array; readonly colorAt: ColorAt },
  rgba: Uint8Array,
): void {
  const { head, pass, rows, colorAt } = of;
  const { bits, samples } = head;
  const stride = bytesOf(pass.width, head);
  let [row, column] = [0, 0];
  const sample = (n: number): number => {
    const index = column * samples + n;
    if (bits === 8) return rows[row + index] ?? 0;
    if (bits === 16) return ((rows[row + index * 2] ?? 0) << 8) | (rows[row + index * 2 + 1] ?? 0);
    const bit = index * bits;
    return ((rows[row + (bit >> 3)] ?? 0) >> (8 - bits - (bit & 7))) & (2 ** bits - 1);
  };
  for (let y = 0; y < pass.height; y++) {
    row = y * stride;
    const line = (pass.top + y * pass.down) * head.width + pass.left;
    for (column = 0; column < pass.width; column++) colorAt(sample, rgba, (line + column * pass.across) * 4);
  }
}

/** The mean of the pixels that fall together; a clear pixel has no color to give. */
export function scaledDown(from: Pixels, most: { readonly width: number; readonly height: number }): Pixels {
  const scale = Math.min(1, most.width / from.width, most.height / from.height);
  const width = Math.max(1, Math.round(from.width * scale));
  const height = Math.max(1, Math.round(from.height * scale));
  if (width === from.width && height === from.height) return from;
  const rgba = new Uint8Array(width * height * 4);
  const edge = (n: number, of: number, whole: number) => Math.min(whole, Math.floor((n * whole) / of));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const top = edge(y, height, from.height);
      const left = edge(x, width, from.width);
      const bottom = Math.max(top + 1, edge(y + 1, height, from.height));
      const right = Math.max(left + 1, edge(x + 1, width, from.width));
      let [red, green, blue, alpha] = [0, 0, 0, 0];
      for (let row = top; row < bottom; row++)
        for (let at = (row * from.width + left) * 4; at < (row * from.width + right) * 4; at += 4) {
          const weight = from.rgba[at + 3] ?? 0;
          red += (from.rgba[at] ?? 0) * weight;
          green += (from.rgba[at + 1] ?? 0) * weight;
          blue += (from.rgba[at + 2] ?? 0) * weight;
          alpha += weight;
        }
      const at = (y * width + x) * 4;
      const seen = alpha || 1;
      rgba.set([red / seen, green / seen, blue / seen, alpha / ((bottom - top) * (right - left))].map(Math.round), at);
    }
  return { width, height, rgba };
}

/** Eight bits a sample, without alpha where nothing is clear, and nothing beside the picture. */
export function encodePng({ width, height, rgba }: Pixels): Buffer {
  const isOpaque = rgba.every((value, n) => n % 4 !== 3 || value === 255);
  const samples = isOpaque ? 3 : 4;
  const raw = Buffer.alloc((width * samples + 1) * height);
  for (let y = 0, to = 0; y < height; y++) {
    raw[to++] = 0;
    for (let at = y * width * 4; at < (y + 1) * width * 4; at += 4)
      for (let n = 0; n < samples; n++) raw[to++] = rgba[at + n] ?? 0;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, isOpaque ? 2 : 6], 8);
  return Buffer.concat([
    SIGNATURE,
    chunkOf("IHDR", head),
    chunkOf("IDAT", deflateSync(raw)),
    chunkOf("IEND", Buffer.alloc(0)),
  ]);
}

export function chunkOf(kind: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(data.length + 12);
  whole.writeUInt32BE(data.length, 0);
  whole.write(kind, 4, "latin1");
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}
