/** For tests: reads a barcode as a scanner does. */
import { PATTERNS, START_B, STOP } from "./code128.ts";

const MODULES_OF_A_SIGN = 11;

/**
 * The text that bars and spaces hold, a bar first, measured in any unit; null where they hold none: start, check sign
 * and stop have to be right. Measures may be off by a third of the narrowest bar.
 */
export function read128(measured: readonly number[]): string | null {
  const last = STOP.length;
  if (measured.length < 18 + last || (measured.length - last) % 6 !== 0) return null;
  const signs: string[] = [];
  for (let at = 0; at + last < measured.length; at += 6) signs.push(inModules(measured.slice(at, at + 6)));
  const values = signs.map((sign) => PATTERNS.indexOf(sign));
  const [start, ...rest] = values;
  const check = rest.pop();
  if (start !== START_B || check === undefined || rest.some((value) => value < 0 || value > 94)) return null;
  if (rest.reduce((sum, value, n) => sum + value * (n + 1), START_B) % 103 !== check) return null;
  return rest.map((value) => String.fromCharCode(value + 32)).join("");
}

function inModules(widths: readonly number[]): string {
  const whole = widths.reduce((sum, width) => sum + width, 0);
  return widths.map((width) => Math.round((width * MODULES_OF_A_SIGN) / whole)).join("");
}
