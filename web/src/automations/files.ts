/** Rules as a file: what the export holds and the import takes. */
import { saveFile } from "../ui/hand-over.ts";
import { definitionOfRule, type Rule } from "./queries.ts";

const FORMAT = "argosy.automations";

export interface RuleFile {
  readonly format: typeof FORMAT;
  readonly formatVersion: 1;
  readonly automations: readonly unknown[];
}

export function saveRules(rules: readonly Rule[]): void {
  const file: RuleFile = {
    format: FORMAT,
    formatVersion: 1,
    automations: rules.flatMap((rule) => definitionOfRule(rule) ?? []),
  };
  saveFile(new Blob([`${JSON.stringify(file, null, 2)}\n`], { type: "application/json" }), "automations.json");
}

/** Null: the text is none. */
export function readRuleFile(text: string): RuleFile | null {
  try {
    const read: unknown = JSON.parse(text);
    return isRuleFile(read) ? read : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isRuleFile(read: unknown): read is RuleFile {
  if (typeof read !== "object" || read === null) return false;
  const { format, formatVersion, automations }: Partial<Record<keyof RuleFile, unknown>> = read;
  return format === FORMAT && formatVersion === 1 && Array.isArray(automations) && automations.length > 0;
}
