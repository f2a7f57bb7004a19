/** A film of an EAN-13 barcode, for a browser's fake camera. */

const LEFT = [
  "0001101",
  "0011001",
  "0010011",
  "0111101",
  "0100011",
  "0110001",
  "0101111",
  "0111011",
  "0110111",
  "0001011",
];
/** Which left digits are mirrored says the first digit (GS1 General Specifications, EAN-13). */
const PARITY = ["LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"];

const turned = (bits: string) => [...bits].map((bit) => (bit === "0" ? "1" : "0")).join("");
const mirrored = (bits: string) => [...turned(bits)].reverse().join("");

/** The bars of a code, 1 is black. */
function modules(code: string): string {
  const [first = 0, ...digits] = [...code].map(Number);
  const left = digits.slice(0, 6).map((digit, n) => {
    const bits = LEFT[digit] ?? "";
    return PARITY[first]?.[n] === "G" ? mirrored(bits) : bits;
  });
  const right = digits.slice(6).map((digit) => turned(LEFT[digit] ?? ""));
  return `101${left.join("")}01010${right.join("")}101`;
}

const [WIDTH, HEIGHT, DOT] = [640, 480, 4];

/** Two frames of it as YUV4MPEG2. */
export function ean13Video(code: string): Buffer {
  const bars = modules(code);
  const start = Math.floor((WIDTH - bars.length * DOT) / 2);
  const row = Buffer.alloc(WIDTH, 235);
  for (const [n, bar] of [...bars].entries()) if (bar === "1") row.fill(16, start + n * DOT, start + (n + 1) * DOT);
  const document = Buffer.alloc(WIDTH, 235);
  const light = Array.from({ length: HEIGHT }, (_, y) => (y > 120 && y < 360 ? row : document));
  const color = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), ...light, color]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]);
}
