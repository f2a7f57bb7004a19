import fc from "fast-check";
import { expect, test } from "vitest";
import { dotsFrom, placed } from "./dots.ts";
import { readPicture } from "./testing-zpl.ts";
import { isWholeStatus, isZpl, pictureZpl, troubleIn } from "./zpl.ts";

test("a picture of any dots comes out of a label printer's language as it went in [G3]", () => {
  // Long runs of one digit, rows that are equal, empty or full: what the shortening has to keep apart.
  const byte = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0x00, 0xff, 0xaa) }, fc.integer({ min: 0, max: 255 }));
  const row = fc
    .array(fc.record({ byte, times: fc.integer({ min: 1, max: 300 }) }), { minLength: 1, maxLength: 3 })
    .map((runs) => runs.flatMap(({ byte, times }) => Array<number>(times).fill(byte)));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 320 }), (rows, perRow) => {
      const all = rows.flatMap((one) => [one, one]).map((one) => Array.from({ length: perRow }, (_, n) => one[n] ?? 0));
      const dots = { width: perRow * 8, height: all.length, bits: Uint8Array.from(all.flat()) };
      const read = readPicture(pictureZpl(dots));
      expect([read.width, read.height]).toEqual([dots.width, dots.height]);
      expect(Buffer.from(read.bits).equals(Buffer.from(dots.bits))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("a page that lies across is turned to the paper, and stays whole in its middle", () => {
  const format = { width: 16, height: 32 };
  expect(placed({ width: 60, height: 30 }, format)).toEqual({ width: 32, height: 16, isTurned: true });
  expect(placed({ width: 30, height: 60 }, format)).toEqual({ width: 16, height: 32, isTurned: false });
  // Its top left corner is black: turned to the right it comes to the top right.
  const data = new Uint8Array(32 * 16).fill(255);
  data[0] = 0;
  const { bits } = dotsFrom({ width: 32, height: 16, data }, true, format);
  expect([bits[1], bits.filter((byte) => byte > 0).length]).toEqual([1, 1]);
});

test("a printer's own language is known from others, and its status names what is wrong", () => {
  const letter = (text: string) => isZpl(text);
  expect(["^XA^FDx^FS^XZ", "\n ~DG^XA^XZ", "N\nA50,0,0,1,1,1,N\nP1", "%PDF-1.4 ^XA ^XZ", "^XA"].map(letter)).toEqual([
    ...[true, true, false, false, false],
  ]);
  const status = (format: 0 | 1, pause: 0 | 1, head: 0 | 1, ribbon: 0 | 1) =>
    `\x02030,${format},${pause},1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,${head},${ribbon},0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n`;
  expect(isWholeStatus(status(0, 0, 0, 0))).toBe(true);
  expect(isWholeStatus(status(0, 0, 0, 0).slice(0, 40))).toBe(false);
  const reported = [status(0, 0, 0, 0), status(1, 1, 0, 0), status(0, 1, 0, 0), status(0, 0, 1, 0), status(0, 0, 0, 1)];
  expect(reported.map(troubleIn)).toEqual([null, "paper", "paused", "cover", "ribbon"]);
});
