/** Leaves items out of this and every later plan of a store, or asks about them again; a single one can be taken back. */
import { useQueryClient } from "@tanstack/react-query";
import { body, hub, ofId } from "../../data/hub.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useAction } from "../../ui/action.ts";
import type { PlanGroup } from "../data.ts";

interface Input {
  readonly ids?: string[];
  readonly action?: PlanGroup["action"];
  readonly entity?: PlanGroup["entity"];
  readonly field?: string;
  readonly ignored: boolean;
  /** Of a single item: whether it was to be applied, so that taking it back restores it. */
  readonly wasChosen?: boolean;
}

export function useIgnore(store: string, runId: string, { isMany = false }: { readonly isMany?: boolean } = {}) {
  const { t } = useTranslation("integrations");
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey: ["plans", store] });
  const send = ({ wasChosen: _was, ...input }: Input & { readonly chosen?: boolean }) =>
    body(hub.PATCH("/api/stores/{id}/plan", { ...ofId(store), body: { runId, ...input } }));
  return useAction<Input, { readonly changed: number }>({
    run: send,
    done: renew,
    said: ({ changed }, { ignored }) => t(`plan.ignore.said.${ignored ? "out" : "in"}`, { count: changed }),
    // Of many it is not known which of them were to be applied.
    ...(!isMany && {
      undo: {
        label: t("plan.ignore.undo"),
        run: async (_: unknown, { wasChosen, ...input }: Input) => {
          await send({ ...input, ignored: !input.ignored, ...(wasChosen !== undefined && { chosen: wasChosen }) });
          await renew();
        },
      },
    }),
  });
}
