/** A stranger's logo as a picture of ours: what no decoder here could read never reaches what draws papers. */
import { imageFacts, withoutNotes } from "../images/image-file.ts";
import type { Logo } from "../invoices/settings.ts";
import { decodePng, encodePng, isPng, scaledDown } from "./png.ts";

/** Four dots a point of the largest place papers give it. */
const MOST = { width: 680, height: 240 };
/** A JPEG is not decoded here, and stands in papers as it is. */
const MOST_JPEG_PIXELS = 25_000_000;

/** Null: damaged, too large, or neither PNG nor JPEG. */
export function logoFile(file: Buffer): Logo | null {
  if (isPng(file)) {
    const pixels = decodePng(file);
    return pixels && { type: "image/png", bytes: encodePng(scaledDown(pixels, MOST)) };
  }
  const facts = imageFacts(file);
  if (facts?.type !== "image/jpeg" || facts.width * facts.height > MOST_JPEG_PIXELS) return null;
  const bytes = withoutNotes(file, facts.type);
  return bytes && { type: "image/jpeg", bytes };
}
