/** A receipt or Z report as bytes for an 80 mm printer. */
import { type EscposWith, escposOf } from "../../commerce/till/escpos.ts";
import { logoDots } from "./logo-dots.ts";
import type { Roll } from "./print-roll.ts";
import { drawLine } from "./raster.ts";

export function rollBytes({ language, blocks, logo }: Pick<Roll, "language" | "blocks" | "logo">): Buffer {
  const direction = language === "ar" ? "rtl" : "ltr";
  const how: EscposWith = {
    direction,
    logo: logo?.type === "image/png" ? logoDots(logo.bytes) : null,
    draw: (parts) => drawLine(parts, direction),
  };
  return Buffer.from(escposOf(blocks, how));
}
