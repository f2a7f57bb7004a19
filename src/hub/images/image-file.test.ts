import { expect, test } from "vitest";
import { type ImageType, imageFacts, withoutNotes } from "./image-file.ts";
import { jpeg, png, pngChunk, tiffOf, webp } from "./testing.ts";

const cleaned = (bytes: Buffer, type: ImageType) => withoutNotes(bytes, type) ?? Buffer.alloc(0);

test("type and size come from the bytes, whatever they are called", () => {
  expect(imageFacts(png(640, 480))).toEqual({ type: "image/png", width: 640, height: 480 });
  expect(imageFacts(jpeg(1_200, 800))).toEqual({ type: "image/jpeg", width: 1_200, height: 800 });
  for (const layout of ["VP8 ", "VP8L", "VP8X"] as const)
    expect(imageFacts(webp(layout, 300, 200)), layout).toEqual({ type: "image/webp", width: 300, height: 200 });
  const gif = Buffer.from("GIF89a\x05\0\x07\0\0\0\0;", "latin1");
  expect(imageFacts(gif)).toEqual({ type: "image/gif", width: 5, height: 7 });
});

test("a file that is no image, broken or able to hold scripts is refused", () => {
  const svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  for (const text of ["", "GIF", svg, "<html>", "%PDF-1.7", "\xff\xd8\xff", "RIFF1234WEBPVP8 ", "\x89PNG\r\n\x1a\n"])
    expect(imageFacts(Buffer.from(text, "latin1")), text).toBeNull();
  expect(imageFacts(png(0, 10))).toBeNull();
  const whole = jpeg(10, 10);
  for (let end = 0; end < whole.length; end++) imageFacts(whole.subarray(0, end));
});

test("a photograph loses where it was taken, and stays the way up it was", () => {
  const taken = jpeg(40, 30, { exif: { turn: 6, note: "GPS 33.5138 N 36.2765 E" } });
  const public_ = cleaned(taken, "image/jpeg");
  expect(taken.includes("GPS")).toBe(true);
  expect(public_.includes("GPS")).toBe(false);
  expect(imageFacts(public_)).toEqual({ type: "image/jpeg", width: 40, height: 30 });
  expect(public_.includes(Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]))).toBe(true);
  expect(public_.subarray(-4)).toEqual(taken.subarray(-4));
  const plain = jpeg(40, 30);
  expect(cleaned(plain, "image/jpeg").equals(plain)).toBe(true);
});

test("nothing a phone writes into or behind a JPEG, PNG or WebP is kept, but how it is turned", () => {
  const note = "GPS 33.5138 N 36.2765 E";
  const turned = Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]);
  const data = [pngChunk("IDAT", Buffer.from("picture")), pngChunk("IEND", Buffer.alloc(0))];
  const notes = ["tEXt", "zTXt", "iTXt", "tIME", "prVt"].map((kind) => pngChunk(kind, Buffer.from(note)));
  const exif = pngChunk("eXIf", tiffOf({ turn: 6, note }));
  const shot = Buffer.concat([png(40, 30), exif, ...notes, ...data, Buffer.from(note)]);
  const cut = cleaned(shot, "image/png");
  expect([cut.includes("GPS"), cut.includes("picture"), cut.includes(turned)]).toEqual([false, true, true]);
  expect(imageFacts(cut)).toEqual({ type: "image/png", width: 40, height: 30 });
  expect(cleaned(Buffer.concat([png(40, 30), ...data]), "image/png")).toEqual(Buffer.concat([png(40, 30), ...data]));
  const film = Buffer.concat([jpeg(40, 30), Buffer.from(note)]);
  expect(cleaned(film, "image/jpeg").equals(jpeg(40, 30))).toBe(true);
  const canvas = cleaned(webp("VP8X", 300, 200, note), "image/webp");
  expect([canvas.includes("GPS"), canvas.includes(turned), canvas[20]]).toEqual([false, true, 0x08]);
  expect(imageFacts(canvas)).toEqual({ type: "image/webp", width: 300, height: 200 });
  expect(canvas.readUInt32LE(4)).toBe(canvas.length - 8);
  for (const layout of ["VP8 ", "VP8L", "VP8X"] as const)
    expect(cleaned(webp(layout, 300, 200), "image/webp"), layout).toEqual(webp(layout, 300, 200));
  for (let end = 33; end < shot.length; end++) cleaned(shot.subarray(0, end), "image/png");
});

test("a file of nothing but small parts is no image, and is not read to its end", () => {
  const chunk = pngChunk("IDAT", Buffer.alloc(0));
  const segment = Buffer.from([0xff, 0xdb, 0, 2]);
  const part = Buffer.from("VP8 \0\0\0\0", "latin1");
  const times = (one: Buffer, count: number) => Buffer.alloc(one.length * count, one);
  const head = jpeg(40, 30);
  const jpegs = (count: number) => Buffer.concat([head.subarray(0, 2), times(segment, count), head.subarray(2)]);
  for (const [count, isStored] of [
    [10_000, true],
    [30_000, false],
  ] as const) {
    expect(withoutNotes(Buffer.concat([png(8, 8), times(chunk, count)]), "image/png") !== null).toBe(isStored);
    expect(withoutNotes(Buffer.concat([webp("VP8X", 8, 8), times(part, count)]), "image/webp") !== null).toBe(isStored);
    expect(withoutNotes(jpegs(count), "image/jpeg") !== null).toBe(isStored);
    expect(imageFacts(jpegs(count)) !== null).toBe(isStored);
  }
});
