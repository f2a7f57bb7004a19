import { loadTexts } from "../i18n/language.ts";
import { listRoute } from "../routing/screen.ts";

export const conflictRoutes = [
  listRoute("/inbox/conflicts", loadTexts("inbox", "conflicts"), () => import("./list.tsx"), "ConflictList"),
] as const;
