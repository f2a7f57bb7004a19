/** Which actions of the audit trail the dashboard has no sentence for. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../../web/src/audit/messages");

export function actionsWithoutText(actions: readonly string[], language: "en" | "ar"): Set<string> {
  const { acts } = JSON.parse(readFileSync(join(FOLDER, `${language}.json`), "utf8")) as {
    acts: Record<string, string>;
  };
  const names = (action: string) => [action, action.replace(/\.update$/, "")].map((each) => each.replaceAll(".", "_"));
  return new Set(actions.filter((action) => !names(action).some((name) => name in acts)));
}
