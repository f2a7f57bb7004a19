import { loadWords } from "../i18n/language.ts";
import { listRoute } from "../routing/screen.ts";

export const alertRoutes = [
  listRoute(
    "/inbox",
    loadWords("inbox", "alerts", "alerts/sign", "hub-messages"),
    () => import("./inbox.tsx"),
    "Inbox",
  ),
] as const;
