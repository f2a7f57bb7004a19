import { join } from "node:path";
import { type ShopSettings, settingsBy } from "../php/settings.ts";

export const readSettings = (folder: string): ShopSettings =>
  settingsBy(join(import.meta.dirname, "settings.php"), folder);
