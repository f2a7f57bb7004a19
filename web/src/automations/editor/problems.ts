/** What is missing or wrong in a rule, by where it stands. */
import type { AutomationDefinition } from "../../../../src/commerce/automations/definition.ts";
import { readAutomation } from "../../../../src/commerce/automations/read.ts";
import { Problem } from "../../data/hub.ts";
import { detailsOf, detailText, type FieldDetail } from "../../hub-messages/hub-messages.ts";
import type { Format } from "../../i18n/format.ts";
import type { Wording } from "../rule-texts.ts";

export type Problems = ReadonlyMap<string, string>;

export const NO_PROBLEMS: Problems = new Map();

/** Where several may be sent, the one stands first. */
const OF_SEVERAL = /^automations\.0\./;

function told(details: readonly FieldDetail[], { t, format }: Wording): Problems {
  const text = (detail: FieldDetail, format: Format): string => {
    // The hub names fields by their keys.
    if (detail.said?.code === "automation.fieldOfTrigger") return t("edit.fieldOfTrigger");
    return detail.said?.code === "automation.actionOfTrigger" ? t("edit.actionOfTrigger") : detailText(detail, format);
  };
  // The first said of a field.
  return new Map(
    details.map((detail) => [detail.field.replace(OF_SEVERAL, ""), text(detail, format)] as const).toReversed(),
  );
}

/** As the hub refused it. */
export const refusedIn = (error: unknown, wording: Wording): Problems =>
  error instanceof Problem ? told(detailsOf(error), wording) : NO_PROBLEMS;

/** As it stands now, by the hub's own rules. */
export function problemsIn(definition: AutomationDefinition, wording: Wording): Problems {
  const { problems } = readAutomation(definition);
  const details = problems.map(({ path, code, gaps }) => ({ field: path, message: code, said: { code, gaps } }));
  return told(details, wording);
}

/** Of a part, and of what stands within it. */
export function problemAt(problems: Problems, path: string): string | undefined {
  for (const [field, text] of problems) if (field === path || field.startsWith(`${path}.`)) return text;
  return undefined;
}
