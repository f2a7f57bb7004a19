/** What the selects of a rule offer. */
import { ACTION_KEYS, type ActionKey, actionOf } from "../../../../src/commerce/automations/actions.ts";
import { FIELD_KEYS, type FieldKey, fieldOf } from "../../../../src/commerce/automations/fields.ts";
import { type TriggerKey, triggerOf } from "../../../../src/commerce/automations/triggers.ts";
import type { Option } from "../../i18n/options.ts";
import { worded } from "../../i18n/options.ts";
import type { Wording } from "../rule-texts.ts";

interface Grouped {
  readonly group: string;
  readonly items: Option[];
}

/** The fields an event has; `chosen` also where it has none such: the hub says what is wrong with it. */
export function fieldChoices(trigger: TriggerKey, { t }: Wording, chosen?: FieldKey): Grouped[] {
  const groups = [...triggerOf(trigger).fields];
  const other = chosen && fieldOf(chosen).group;
  if (other && !groups.includes(other)) groups.push(other);
  return groups.map((group) => ({
    group: t(`groups.${group}`),
    items: worded(
      FIELD_KEYS.filter((key) => fieldOf(key).group === group),
      (key) => t(`fields.${key}`),
    ),
  }));
}

/** The first field of an event: where a new condition begins. */
export function firstField(trigger: TriggerKey): FieldKey {
  const { subject, fields } = triggerOf(trigger);
  if (subject === "order") return "order.total";
  if (subject === "product") return "product.tags";
  if (subject === "parcel") return "parcel.weight_grams";
  return FIELD_KEYS.find((key) => fieldOf(key).group === fields[0]) ?? "time.weekday";
}

const isActionFor = (trigger: TriggerKey, action: ActionKey): boolean =>
  actionOf(action).subjects.includes(triggerOf(trigger).subject);

export function actionChoices(trigger: TriggerKey, { t }: Wording, chosen?: ActionKey): Option<ActionKey>[] {
  const fitting = ACTION_KEYS.filter((key) => key === chosen || isActionFor(trigger, key));
  return worded(fitting, (key) => t(`actions.${key}`));
}
