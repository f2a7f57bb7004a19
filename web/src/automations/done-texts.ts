/** What a run did, act by act. */
import { isAction } from "../../../src/commerce/automations/actions.ts";
import { isTexts } from "../../../src/commerce/automations/evaluate.ts";
import type { Shape } from "../data/hub.ts";
import { codeText } from "../hub-messages/hub-messages.ts";
import { choiceText, type Wording } from "./rule-texts.ts";

type Act = Shape<"AutomationRun">["acts"][number];

const texts = (value: unknown): readonly string[] => (isTexts(value as string[] | null) ? (value as string[]) : []);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** What its parcels are insured for. */
function coverText({ after, currency }: Act, { t, format }: Wording): string {
  const isAmount = after !== "goods" && typeof currency === "string";
  return isAmount ? format.money(Number(after), currency) : t("goodsValue");
}

const LEFT_OUT = ["no_listing", "no_price", "price_off", "stock_waits", "unchanged"] as const;

function leftOutText(why: string, { t }: Wording): string {
  const existing = LEFT_OUT.find((each) => each === why);
  return existing === undefined ? t("done.moot") : t(`leftOut.${existing}`);
}

const CHOSEN = { choose_location: "location", choose_courier: "courier", choose_package: "package" } as const;

/** "Tags added: VIP" */
export function doneText(act: Act, wording: Wording): string {
  const text = doneAlone(act, wording);
  const undone = act["undone"];
  if (typeof undone !== "boolean") return text;
  const { why } = act;
  if (!undone && typeof why === "object" && why !== null)
    return `${text} (${wording.t("done.refused", { why: codeText(textOf(Reflect.get(why, "code")), textOf(Reflect.get(why, "message"))) })})`;
  return `${text} (${wording.t(undone ? "done.undone" : "done.kept")})`;
}

function doneAlone(act: Act, wording: Wording): string {
  const { t, format } = wording;
  const key = act["do"];
  if (!isAction(key)) return textOf(key);
  const added = texts(act["added"]);
  const removed = texts(act["removed"]);
  const after = textOf(act["after"]);
  switch (key) {
    case "add_tags":
      return added.length === 0 ? t("done.nothingAdded") : t("done.add_tags", { value: format.list(added) });
    case "remove_tags":
      return removed.length === 0 ? t("done.nothingRemoved") : t("done.remove_tags", { value: format.list(removed) });
    case "set_priority":
      return t("done.set_priority", { value: choiceText(key, "priority", after, wording) });
    case "assign":
      return t("done.assign", { value: wording.nameOf("member", after) ?? "–" });
    case "set_ship_by":
      return t("done.set_ship_by", { value: after === "" ? "–" : format.dateTime(after) });
    case "show_currency":
      return t("done.show_currency", { value: after });
    case "choose_location":
    case "choose_courier":
    case "choose_package":
      return act["leftOut"] === undefined
        ? t(`done.${key}`, { value: wording.nameOf(CHOSEN[key], after) ?? "–" })
        : t("done.moot");
    case "insure":
      return act["leftOut"] === undefined ? t("done.insure", { value: coverText(act, wording) }) : t("done.moot");
    // It is asked for, and leaves nothing done.
    case "propose_courier":
      return t("done.moot");
    case "merge_order":
      return act["leftOut"] === undefined
        ? t("done.merge_order", { value: format.list(texts(act["with"])) })
        : t("done.moot");
    case "split_order":
      return act["leftOut"] === undefined
        ? t("done.split_order", { value: format.number(Number(act["parcels"])) })
        : t("done.moot");
    case "add_gift": {
      const value = textOf(act["sku"]);
      if (act["leftOut"] === "GIFT_SHORT") return t("done.giftShort", { value });
      return act["leftOut"] === undefined ? t("done.add_gift", { value }) : t("done.moot");
    }
    case "publish_product": {
      const value = wording.nameOf("channel", textOf(act["channel"])) ?? "–";
      return t(act["leftOut"] === undefined ? "done.publish_product" : "done.notPublished", { value });
    }
    case "mail_customer":
      if (act["leftOut"] === "no_template") return t("done.noTemplate");
      return t(act["leftOut"] === "no_email" ? "done.noEmail" : "done.mail_customer");
    default:
      return act["leftOut"] === undefined ? t(`done.${key}`) : leftOutText(textOf(act["leftOut"]), wording);
  }
}
