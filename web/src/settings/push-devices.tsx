import { Button, Checkbox, Group, Stack, Switch } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundTick } from "../ui/field.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { pushSupport, subscribeHere, subscriptionHere, unsubscribeHere } from "./browser-push.ts";
import { deviceName } from "./device-name.ts";
import { pushDevicesQuery } from "./queries.ts";

type Device = Shape<"PushDevice">;
type Chosen = Pick<Device, "alerts" | "newOrders">;

/** Notifications of browsers: this one's, and the member's others. */
export function PushDevices() {
  const { t } = useTranslation("settings");
  const devices = useQuery(pushDevicesQuery);
  return (
    <Card help={<Help of="notifications" />} title={t("notifications.push.title")}>
      {devices.isPending && <RowsSkeleton rows={2} />}
      {devices.isError && <ProblemNotice error={devices.error} onRetry={() => void devices.refetch()} />}
      {devices.data && (
        <Stack gap="md">
          <ThisBrowser publicKey={devices.data.publicKey} devices={devices.data.items} />
          {devices.data.items.length > 0 && <Devices devices={devices.data.items} />}
        </Stack>
      )}
    </Card>
  );
}

/** The browser's own subscription, by its endpoint; undefined: none. */
function useSubscription(publicKey: string) {
  return useQuery({
    queryKey: ["notifications", "this-browser", publicKey],
    queryFn: async () => (await subscriptionHere(publicKey)) ?? null,
  });
}

function ThisBrowser({ publicKey, devices }: { readonly publicKey: string; readonly devices: readonly Device[] }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [support, setSupport] = useState(pushSupport);
  const { data: endpoint } = useSubscription(publicKey);
  const here = devices.find((device) => device.endpoint === endpoint);
  const renewed = () => client.invalidateQueries({ queryKey: ["notifications"] });
  const turnOn = useAction({
    async run(chosen: Chosen) {
      const subscription = await subscribeHere(publicKey);
      const name = deviceName(navigator.userAgent) ?? "";
      return body(hub.POST("/api/notifications/devices", { body: { ...subscription, name, ...chosen } }));
    },
    done: async () => {
      setSupport(pushSupport());
      await renewed();
    },
  });
  const turnOff = useAction({
    async run(device: Device) {
      await body(hub.DELETE("/api/notifications/devices/{id}", ofId(device.id)));
      await unsubscribeHere();
    },
    done: renewed,
  });
  if (support === "none") return <Quiet>{t("notifications.push.none")}</Quiet>;
  if (support === "denied") return <Quiet>{t("notifications.push.denied")}</Quiet>;
  const isBusy = turnOn.isRunning || turnOff.isRunning;
  const change = (chosen: Partial<Chosen>) =>
    here && turnOn.start({ alerts: here.alerts, newOrders: here.newOrders, ...chosen });
  return (
    <Stack gap="xs">
      <Switch
        label={t("notifications.push.label")}
        description={t("notifications.push.text")}
        disabled={isBusy}
        {...boundTick(here !== undefined, (isOn) =>
          isOn ? turnOn.start({ alerts: true, newOrders: false }) : here && turnOff.start(here),
        )}
      />
      {here && (
        <Group gap="lg" ms={46}>
          <Checkbox
            label={t("notifications.push.alerts")}
            disabled={isBusy}
            {...boundTick(here.alerts, (alerts) => change({ alerts }))}
          />
          <Checkbox
            label={t("notifications.push.newOrders")}
            disabled={isBusy}
            {...boundTick(here.newOrders, (newOrders) => change({ newOrders }))}
          />
        </Group>
      )}
    </Stack>
  );
}

function Devices({ devices }: { readonly devices: readonly Device[] }) {
  const { t } = useTranslation("settings");
  const format = useFormat();
  const remove = useAction({
    run: (id: string) => body(hub.DELETE("/api/notifications/devices/{id}", ofId(id))),
    renews: [["notifications"]],
  });
  const columns: readonly Column<Device>[] = [
    column.title("name", t("account.device"), ({ name }) => name || t("account.unknownDevice")),
    column.fact("what", t("notifications.push.what"), ({ alerts, newOrders, failingSince }) =>
      failingSince !== null
        ? t("notifications.push.failing")
        : format.list([
            ...(alerts ? [t("notifications.push.alerts")] : []),
            ...(newOrders ? [t("notifications.push.newOrders")] : []),
          ]) || "–",
    ),
    column.moment("since", t("account.since"), ({ createdAt }) => createdAt, { onCard: "fact" }),
  ];
  return (
    <PlainList
      label={t("notifications.push.devices")}
      rows={devices}
      columns={columns}
      rowKey={({ id }) => id}
      actions={({ id }) => (
        <Button size="compact-sm" variant="default" onClick={() => remove.start(id)}>
          {t("notifications.push.remove")}
        </Button>
      )}
    />
  );
}
