/** Books what arrived: how many of each, in what condition, and what happens with them. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { type Arrival, ArrivedLine, isComplete, reportedArrival, unseen } from "./arrived-line.tsx";
import { awaited, type Return, returnQuery } from "./queries.ts";

export function ReceiveDialog({ one, onClose }: { readonly one: Return; onClose(): void }) {
  const { t } = useTranslation("returns");
  const client = useQueryClient();
  const [lines] = useState(() => one.lines.filter((line) => awaited(line) > 0));
  const [arrivals, setArrivals] = useState<Readonly<Record<string, Arrival>>>(() =>
    Object.fromEntries(lines.map((line) => [line.id, unseen(line)])),
  );
  const all = Object.values(arrivals);
  const total = all.reduce((sum, { quantity }) => sum + quantity, 0);
  const receive = useFormAction({
    run: () =>
      body(
        hub.POST("/api/returns/{id}/receive", {
          ...ofId(one.id),
          body: {
            lines: lines.flatMap((line) => {
              const arrival = arrivals[line.id];
              return arrival === undefined ? [] : reportedArrival(line, arrival);
            }),
          },
        }),
      ),
    done: async (now) => {
      client.setQueryData(returnQuery(one.id).queryKey, now);
      await Promise.all(
        ["returns", "orders", "inventory"].map((subject) => client.invalidateQueries({ queryKey: [subject] })),
      );
      onClose();
    },
    said: t("receive.receiveSaid", { count: total }),
  });
  return (
    <FormDialog
      help={<Help of="return" />}
      size="lg"
      title={t("receive.title", { number: one.number })}
      label={t("receive.receiveLabel", { count: total })}
      isReady={total > 0 && all.every(isComplete)}
      action={receive}
      onClose={onClose}
    >
      {lines.map((line) => {
        const arrival = arrivals[line.id];
        return arrival === undefined ? null : (
          <ArrivedLine
            key={line.id}
            line={line}
            arrival={arrival}
            onChange={(next) => setArrivals({ ...arrivals, [line.id]: next })}
          />
        );
      })}
    </FormDialog>
  );
}
