/** A number as a barcode, for paper; nothing where the number cannot be one. */
import { code128 } from "../../../src/commerce/code128.ts";

/** Free on both sides, in widths of the thinnest bar: scanners need it. */
const QUIET = 10;

export function Barcode({ text, height = 44 }: { readonly text: string; readonly height?: number }) {
  const widths = code128(text);
  if (widths === null) return null;
  const total = widths.reduce((sum, width) => sum + width, 0) + 2 * QUIET;
  let at = QUIET;
  let path = "";
  for (const [n, width] of widths.entries()) {
    if (n % 2 === 0) path += `M${at} 0h${width}v${height}h-${width}z`;
    at += width;
  }
  return (
    <svg
      viewBox={`0 0 ${total} ${height}`}
      width={total * 1.25}
      height={height}
      preserveAspectRatio="none"
      style={{ background: "#fff", maxWidth: "100%" }}
      role="img"
      aria-label={text}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
