import { expect, test } from "vitest";
import { logoFile } from "./logo-file.ts";
import { chunkOf, decodePng, encodePng, scaledDown } from "./png.ts";
import { pngFile } from "./testing-png.ts";

const pixelsOf = (file: Buffer) => [...(decodePng(file)?.rgba ?? [])];

test("pixels of every color type, depth and filter are read as PNG says", () => {
  const two = { width: 2, height: 1 };
  const [black, white] = [
    [0, 0, 0, 255],
    [255, 255, 255, 255],
  ];
  expect(pixelsOf(pngFile({ ...two, color: 0, bits: 1 }, Buffer.from([0, 0b01000000])))).toEqual([...black, ...white]);
  expect(pixelsOf(pngFile({ ...two, color: 0, bits: 4 }, Buffer.from([0, 0x0f])))).toEqual([...black, ...white]);
  expect(pixelsOf(pngFile({ ...two, color: 0, bits: 16 }, Buffer.from([0, 0, 0, 255, 255])))).toEqual([
    ...black,
    ...white,
  ]);
  expect(pixelsOf(pngFile({ ...two, color: 2 }, Buffer.from([1, 1, 2, 3, 1, 1, 1])))).toEqual([
    ...[1, 2, 3, 255],
    ...[2, 3, 4, 255],
  ]);
  expect(pixelsOf(pngFile({ ...two, color: 4 }, Buffer.from([0, 9, 0, 9, 128])))).toEqual([9, 9, 9, 0, 9, 9, 9, 128]);
  const palette = [chunkOf("PLTE", Buffer.from([1, 2, 3, 4, 5, 6])), chunkOf("tRNS", Buffer.from([7]))];
  expect(pixelsOf(pngFile({ ...two, color: 3, bits: 2 }, Buffer.from([0, 0b00010000]), { more: palette }))).toEqual([
    ...[1, 2, 3, 7],
    ...[4, 5, 6, 255],
  ]);
  const clear = [chunkOf("tRNS", Buffer.from([0, 5]))];
  expect(pixelsOf(pngFile({ ...two, color: 0 }, Buffer.from([0, 5, 6]), { more: clear }))).toEqual([
    ...[5, 5, 5, 0],
    ...[6, 6, 6, 255],
  ]);
  const three = { width: 1, height: 4, color: 0 } as const;
  expect(pixelsOf(pngFile(three, Buffer.from([0, 8, 2, 1, 3, 4, 4, 1]))).filter((_, n) => n % 4 === 0)).toEqual([
    8, 9, 8, 9,
  ]);
  // Adam7 over 3 x 3: passes 1, 4 (none of 2 and 3), 5, 6 and 7.
  const rows = [
    [0, 1],
    [0, 3],
    [0, 7, 9],
    [0, 2],
    [0, 8],
    [0, 4, 5, 6],
  ];
  const laced = pngFile({ width: 3, height: 3, color: 0, interlace: 1 }, Buffer.from(rows.flat()));
  expect(pixelsOf(laced).filter((_, n) => n % 4 === 0)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("an image that is damaged, or would unpack to more than it may, is refused", () => {
  const sound = pngFile({ width: 2, height: 2 }, Buffer.alloc(18));
  expect(decodePng(sound)).not.toBeNull();
  for (let end = 0; end < sound.length - 12; end++) expect(decodePng(sound.subarray(0, end)), String(end)).toBeNull();
  const torn = Buffer.from(sound);
  torn.writeUInt8(sound.readUInt8(45) ^ 1, 45);
  expect(decodePng(torn), "a wrong sum").toBeNull();
  const size = { width: 100, height: 100 };
  expect(decodePng(pngFile(size, Buffer.alloc(0), { packed: Buffer.from("not zlib at all") }))).toBeNull();
  expect(decodePng(pngFile(size, Buffer.alloc(10))), "too little").toBeNull();
  expect(decodePng(pngFile({ width: 1, height: 1 }, Buffer.alloc(1_000_000))), "too much").toBeNull();
  expect(decodePng(pngFile({ width: 60_000, height: 60_000 }, Buffer.alloc(10))), "too large").toBeNull();
  expect(decodePng(pngFile({ width: 1, height: 1 }, Buffer.from([5, 0, 0, 0, 0]))), "no such filter").toBeNull();
  const many = Array.from({ length: 3_000 }, () => chunkOf("tEXt", Buffer.alloc(0)));
  expect(decodePng(pngFile({ width: 2, height: 2 }, Buffer.alloc(18), { more: many })), "too many parts").toBeNull();
});

test("a logo is drawn anew: smaller where it is larger than papers need, and with nothing beside it", () => {
  const note = chunkOf("tEXt", Buffer.from("Comment\0at home"));
  const wide = pngFile({ width: 2_000, height: 100, color: 0 }, Buffer.alloc(2_001 * 100), { more: [note] });
  const logo = logoFile(wide);
  expect(logo?.type).toBe("image/png");
  expect(logo?.bytes.includes("at home")).toBe(false);
  expect(decodePng(logo?.bytes ?? Buffer.alloc(0))).toMatchObject({ width: 680, height: 34 });
  expect(logoFile(Buffer.from("GIF89a\x05\0\x07\0\0\0\0;", "latin1"))).toBeNull();
  // A clear pixel gives its neighbours no color.
  const half = { width: 2, height: 1, rgba: Uint8Array.from([255, 0, 0, 255, 0, 0, 0, 0]) };
  expect([...scaledDown(half, { width: 1, height: 1 }).rgba]).toEqual([255, 0, 0, 128]);
  expect(decodePng(encodePng(half))).toEqual(half);
});
