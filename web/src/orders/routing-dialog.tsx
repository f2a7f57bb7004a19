/** Why an order ships from where it does, location by location, and another one instead. */
import { Radio, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { DialogProps } from "./command-dialog.ts";
import { routingQuery } from "./queries.ts";

const BY_RULES = "rules";

export function RoutingDialog({ order, onClose }: DialogProps) {
  const { t } = useTranslation("orders/page");
  const { message } = useHubMessages();
  const mayAct = useSession().may("act_on_orders");
  const { data: routing } = useQuery(routingQuery(order.id));
  const own = (useQuery(locationsQuery).data ?? []).filter(({ active, kind }) => active && kind === "own");
  const [typed, setTyped] = useState<string | null>(null);
  const choose = useFormAction({
    run: (locationId: string | null) =>
      body(hub.PUT("/api/orders/{id}/routing", { ...ofId(order.id), body: { locationId } })),
    renews: [["orders"]],
    done: onClose,
    said: t("routing.said"),
  });
  const why = new Map(routing?.reasons.map((reason) => [reason.locationId, message(reason.why, reason.why.text)]));
  const taken = routing?.reasons.find(({ isTaken }) => isTaken)?.locationId;
  const stored = routing?.chosenBy === "person" ? (taken ?? BY_RULES) : BY_RULES;
  const chosen = typed ?? stored;
  const mayChoose = mayAct && routing?.canMove === true;
  return (
    <FormDialog
      help={<Help of="routing" />}
      title={t("routing.of", { number: order.number })}
      label={t("routing.label")}
      isReady={mayChoose && chosen !== stored}
      action={choose}
      onSubmit={() => choose.start(chosen === BY_RULES ? null : chosen)}
      onClose={onClose}
    >
      {routing && !routing.canMove && <Text size="sm">{t(routing.isOn ? "routing.fixed" : "routing.off")}</Text>}
      <Radio.Group label={t("routing.location")} value={chosen} onChange={setTyped}>
        <Stack gap="xs" mt="xs">
          <Radio value={BY_RULES} label={t("routing.byRules")} disabled={!mayChoose} />
          {own.map(({ id, name }) => (
            <Radio
              key={id}
              value={id}
              disabled={!mayChoose}
              label={<bdi>{name}</bdi>}
              description={why.has(id) ? <Quiet size="xs">{why.get(id)}</Quiet> : undefined}
            />
          ))}
        </Stack>
      </Radio.Group>
    </FormDialog>
  );
}
