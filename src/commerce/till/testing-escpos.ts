/** Reads printers' bytes as a printer does, for tests: what it prints, and any command it would not know. */

export interface PrintedPicture {
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;
}

export interface Printed {
  readonly lines: readonly string[];
  readonly pictures: readonly PrintedPicture[];
  readonly codes: readonly string[];
  readonly isCut: boolean;
  readonly isDrawerOpened: boolean;
}

const windows1252 = new TextDecoder("windows-1252");

export function readEscpos(bytes: Uint8Array): Printed {
  const lines: string[] = [];
  const pictures: PrintedPicture[] = [];
  const codes: string[] = [];
  let [line, stored] = [[] as number[], ""];
  let [isCut, isDrawerOpened] = [false, false];
  let at = 0;
  const next = () => {
    const byte = bytes[at++];
    if (byte === undefined) throw new Error("The bytes end within a command.");
    return byte;
  };
  const take = (count: number) => Uint8Array.from({ length: count }, next);
  const escaped = () => {
    const command = next();
    if (command === 0x40) return;
    if (command === 0x74 || command === 0x61 || command === 0x45) next();
    else if (command === 0x70) {
      take(3);
      isDrawerOpened = true;
    } else throw new Error(`No printer knows ESC ${command}.`);
  };
  const picture = () => {
    take(2);
    const [a = 0, b = 0, c = 0, d = 0] = take(4);
    const [across, height] = [a + 256 * b, c + 256 * d];
    pictures.push({ width: across * 8, height, bits: take(across * height) });
  };
  const code = () => {
    next();
    const [low = 0, high = 0] = take(2);
    const [kind, call, ...rest] = take(low + 256 * high);
    if (kind !== 0x31) throw new Error(`No code of kind ${kind}.`);
    if (call === 0x50) stored = new TextDecoder().decode(Uint8Array.from(rest.slice(1)));
    if (call === 0x51) codes.push(stored);
  };
  while (at < bytes.length) {
    const byte = next();
    if (byte === 0x0a) {
      lines.push(windows1252.decode(Uint8Array.from(line)));
      line = [];
    } else if (byte === 0x1b) escaped();
    else if (byte !== 0x1d) line.push(byte);
    else {
      const command = next();
      if (command === 0x76) picture();
      else if (command === 0x28) code();
      else if (command === 0x21) next();
      else if (command === 0x56) {
        take(2);
        isCut = true;
      } else throw new Error(`No printer knows GS ${command}.`);
    }
  }
  if (line.length > 0) throw new Error("The last line never comes out.");
  return { lines, pictures, codes, isCut, isDrawerOpened };
}
