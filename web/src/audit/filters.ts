/** What the trail can be asked by: the acts, people and kinds of things it holds, in words. */
import { useQuery } from "@tanstack/react-query";
import { hub } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useActorName } from "../ui/actor.tsx";
import { days, type FilterField } from "../ui/list/filter-fields.ts";
import { KINDS } from "./deed.tsx";

const choicesQuery = reading(["audit", "choices"], () => hub.GET("/api/audit/choices"));
const NONE = { actions: [], actors: [], targetKinds: [] };

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

export function useAuditFilters(): readonly FilterField[] {
  const { t } = useTranslation("audit");
  const actorName = useActorName();
  const { actions, actors, targetKinds } = useQuery(choicesQuery).data ?? NONE;
  const thing = (kind: string) => t(`things.${KINDS[kind] ?? kind}.any`, { defaultValue: kind });
  const act = (action: string) => {
    const texts = [action, action.replace(/\.update$/, "")]
      .map((each) =>
        t(`acts.${each.replaceAll(".", "_")}`, { defaultValue: "", of: thing(action.split(".")[0] ?? "") }),
      )
      .find((text) => text !== "");
    return texts ?? action;
  };
  return [
    { name: "action", label: t("action"), kind: "choice", options: worded(actions, act) },
    { name: "actor", label: t("actor"), kind: "choice", options: worded(actors, actorName) },
    {
      name: "targetKind",
      label: t("targetKind"),
      kind: "choice",
      options: worded(targetKinds, (kind) => capital(thing(kind))),
    },
    { name: "targetId", label: t("targetId"), kind: "text", isOnlyLinked: true },
    ...days(t("from"), t("to")),
  ];
}
