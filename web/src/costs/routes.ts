import { loadWords } from "../i18n/language.ts";
import { screenRoute } from "../routing/screen.ts";

export const costRoutes = [
  screenRoute("/inventory/costs", loadWords("inventory", "costs", "said"), () => import("./costs.tsx"), "Costs"),
] as const;
