import { loadTexts } from "../i18n/language.ts";
import { listRoute } from "../routing/screen.ts";

export const alertRoutes = [
  listRoute(
    "/inbox",
    loadTexts("inbox", "alerts", "alerts/sign", "hub-messages"),
    () => import("./inbox.tsx"),
    "Inbox",
  ),
] as const;
