/** What was typed into a platform's form and what is wrong with it; all but secrets is kept while the page is away. */
import { useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { jsonOf, saveChoice, saveJson } from "../../storage/choices.ts";
import { fieldErrors } from "../../ui/problem.tsx";
import type { Field } from "../data.ts";
import { faultOf } from "./form-field.tsx";

const keptAs = (store: string) => `argosy.connect.${store}`;

const kept = (store: string) => (jsonOf(keptAs(store), "tab") ?? {}) as Record<string, string>;

export function forgetForm(store: string): void {
  saveChoice(keptAs(store), null, "tab");
}

/** Whether what is kept of a store names this field; what is not kept may name any. */
export function isNeeded({ neededWhere }: Field, stored: Readonly<Record<string, unknown>>): boolean {
  const text = neededWhere && stored[neededWhere.field];
  if (text === undefined || text === null || text === "") return true;
  return new RegExp(neededWhere?.pattern ?? "", "u").test(typeof text === "string" ? text : JSON.stringify(text));
}

interface Input {
  readonly fields: readonly Field[];
  readonly store: string;
  /** What is known before anything is typed. */
  readonly given: Readonly<Record<string, string | undefined>>;
  /** What the hub or the platform said of the last try. */
  readonly refusal: unknown;
  /** Nothing of it is kept at the hub yet. */
  readonly isFirst: boolean;
}

export function useForm({ fields, store, given, refusal, isFirst }: Input) {
  const { t } = useTranslation("integrations");
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() => kept(store));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const shownOf = (field: Field) => typed[field.id] ?? given[field.id] ?? field.defaultValue ?? "";
  const refused = fieldErrors(refusal);
  /** What another field says it needs; where that one is kept at the hub unseen, it may need any. */
  const isRequested = (field: Field): boolean => {
    const other = fields.find(({ id }) => id === field.neededWhere?.field);
    if (!field.neededWhere || !other) return true;
    const text = shownOf(other);
    const isUnseen = !isFirst && text.trim() === "";
    return isUnseen || shownOf(field) !== "" || new RegExp(field.neededWhere.pattern, "u").test(text);
  };
  const errorOf = (field: Field): string | undefined => {
    const fault = faultOf(field, shownOf(field));
    if (fault !== null && left.has(field.id)) return "hint" in fault ? fault.hint : t(`form.${fault.word}`);
    return answered.has(field.id) ? undefined : refused[field.id];
  };
  const save = (values: Readonly<Record<string, string>>) => {
    const open = fields.filter(({ type, id }) => type !== "secret" && values[id] !== undefined);
    saveJson(keptAs(store), Object.fromEntries(open.map(({ id }) => [id, values[id]])), "tab");
  };
  return {
    valueOf: shownOf,
    isAsked: isRequested,
    errorOf,
    /** Refusals that name none of these fields are said above the form. */
    isElsewhere: refusal !== null && !fields.some(({ id }) => refused[id] !== undefined),
    set(field: Field, value: string) {
      const next = { ...typed, [field.id]: value };
      setTyped(next);
      setAnswered(new Set([...answered, field.id]));
      save(next);
    },
    leave: (field: Field) => setLeft(new Set([...left, field.id])),
    /** The values, or null with every fault shown and the first one in view. */
    check(): Record<string, string> | null {
      setLeft(new Set(fields.map(({ id }) => id)));
      setAnswered(new Set());
      const wrong = fields.find((field) => faultOf(field, shownOf(field)) !== null);
      if (wrong) {
        document.getElementById(`field-${wrong.id}`)?.focus();
        return null;
      }
      return Object.fromEntries(
        fields.map((field) => [field.id, shownOf(field).trim()]).filter(([, value]) => value !== ""),
      );
    },
  };
}
