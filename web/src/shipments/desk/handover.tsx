/** What stands ready is handed to its courier, and the van is asked to come. */
import { Alert, Anchor, Button, Group, List, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { dayAfter } from "../../../../src/commerce/days.ts";
import { body, hub, ofId } from "../../data/hub.ts";
import { couriersQuery } from "../../data/reference-data.ts";
import { useSession } from "../../data/session.ts";
import { Help } from "../../help/help.tsx";
import { HubText } from "../../hub-messages/hub-text.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { dayBegins, dayOf } from "../../i18n/zone-day.ts";
import { catalogQuery } from "../../integrations/data.ts";
import { useAction, useFormAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { FormDialog } from "../../ui/dialog.tsx";
import { boundText } from "../../ui/field.ts";
import { LinkButton } from "../../ui/link.ts";
import * as column from "../../ui/list/column.tsx";
import type { Column } from "../../ui/list/columns.ts";
import { Page } from "../../ui/page.tsx";
import { PlainList } from "../../ui/plain-list.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { type Meaning, Status } from "../../ui/status.tsx";
import { WholeNumber } from "../../ui/whole-number.tsx";
import { type HandedOver, handOver, manifestsQuery, pickupsQuery, readyQuery } from "./queries.ts";

interface Courier {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
}

export function HandoverPage() {
  const { t } = useTranslation("shipments/desk");
  const shipments = useTranslation("shipments").t;
  const { data: couriers } = useQuery(couriersQuery);
  return (
    <Page title={t("handover.title")} above={{ label: shipments("title"), to: "/shipments" }}>
      <Stack gap="md">
        <Quiet>{t("handover.text")}</Quiet>
        {couriers?.length === 0 && (
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{t("handover.none")}</Text>
            <LinkButton to="/channels/add" variant="default">
              {t("handover.connect")}
            </LinkButton>
          </Stack>
        )}
        {couriers?.map((courier) => (
          <CourierCard key={courier.id} courier={courier} />
        ))}
      </Stack>
    </Page>
  );
}

function CourierCard({ courier }: { readonly courier: Courier }) {
  const { t } = useTranslation("shipments/desk");
  const { may } = useSession();
  const { data: ready = [] } = useQuery(readyQuery(courier.id));
  const [isRequesting, setRequest] = useState(false);
  const [isHanding, setHanding] = useState(false);
  const [done, setDone] = useState<HandedOver | null>(null);
  const hand = useAction({
    run: () => handOver(courier.id, ready),
    renews: [["shipments"]],
    done: (answer) => {
      setDone(answer);
      setHanding(false);
    },
  });
  const { data: catalog } = useQuery(catalogQuery());
  const provider = catalog?.sections.flatMap(({ providers }) => providers).find(({ id }) => id === courier.provider);
  const takesPickups = provider?.capabilities.includes("pickups") === true;
  const mayAct = may("pack_orders");
  return (
    <Card
      help={<Help of="handover" />}
      title={courier.name}
      actions={
        mayAct && (
          <Group gap="xs">
            {takesPickups && (
              <Button size="xs" variant="default" onClick={() => setRequest(true)}>
                {t("pickup.ask")}
              </Button>
            )}
            <Button size="xs" disabled={ready.length === 0} onClick={() => setHanding(true)}>
              {t("handover.all", { count: ready.length })}
            </Button>
          </Group>
        )
      }
    >
      <Stack gap="md" data-courier={courier.name}>
        <Text size="sm">
          {ready.length === 0 ? t("handover.nothing") : t("handover.ready", { count: ready.length })}
        </Text>
        {done && <Done of={done} />}
        <Pickups courier={courier} />
        <Manifests courier={courier} />
      </Stack>
      {isRequesting && <PickupDialog courier={courier} onClose={() => setRequest(false)} />}
      <Confirm
        isOpen={isHanding}
        title={t("handover.title")}
        text={t("handover.confirmText", { courier: courier.name })}
        label={t("handover.all", { count: ready.length })}
        isSafe
        action={hand}
        onClose={() => setHanding(false)}
      />
    </Card>
  );
}

function Done({ of: { shipmentIds, leftOut } }: { readonly of: HandedOver }) {
  const { t } = useTranslation("shipments/desk");
  return (
    <Alert color={leftOut.length > 0 ? "yellow" : "blue"} role="status">
      <Text size="sm">{t("handover.done", { count: shipmentIds.length })}</Text>
      {leftOut.length > 0 && (
        <>
          <Text size="sm">{t("handover.leftOut", { count: leftOut.length })}</Text>
          <List size="sm">
            {leftOut.map(({ shipmentId, text }) => (
              <List.Item key={shipmentId}>
                <HubText text={text} />
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Alert>
  );
}

function Manifests({ courier }: { readonly courier: Courier }) {
  const { t } = useTranslation("shipments/desk");
  const { number } = useFormat();
  const { data: rows = [] } = useQuery(manifestsQuery(courier.id));
  if (rows.length === 0) return null;
  const columns: readonly Column<(typeof rows)[number]>[] = [
    column.title("number", t("handover.number"), ({ number: own }) =>
      own === null ? t("handover.ours") : <bdi className="code">{own}</bdi>,
    ),
    column.figure("shipments", t("handover.shipments"), ({ shipments }) => number(shipments)),
    column.moment("when", t("handover.when"), ({ createdAt }) => createdAt, { onCard: "fact" }),
    column.fact("paper", t("handover.paper"), ({ id, hasDocument }) =>
      hasDocument ? (
        <Anchor
          href={`/api/couriers/${courier.id}/manifests/${id}/document`}
          target="_blank"
          rel="noreferrer"
          size="sm"
        >
          {t("handover.openPaper")}
        </Anchor>
      ) : (
        "–"
      ),
    ),
  ];
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t("handover.manifests")}
      </Text>
      <PlainList label={t("handover.manifests")} rows={rows.slice(0, 10)} columns={columns} />
    </Stack>
  );
}

const MEANING: Readonly<Record<string, Meaning>> = {
  arranged: "good",
  standing: "neutral",
  refused: "failed",
  unanswered: "attention",
};

function Pickups({ courier }: { readonly courier: Courier }) {
  const { t } = useTranslation("shipments/desk");
  const { number, dateTime } = useFormat();
  const { data: rows = [] } = useQuery(pickupsQuery(courier.id));
  if (rows.length === 0) return null;
  const columns: readonly Column<(typeof rows)[number]>[] = [
    column.title("between", t("pickup.between"), ({ earliest, latest }) => (
      <bdi>{`${dateTime(earliest)} – ${dateTime(latest)}`}</bdi>
    )),
    column.state("state", t("pickup.state"), ({ state }) => (
      <Status meaning={MEANING[state] ?? "neutral"}>{t(`pickup.states.${state}`)}</Status>
    )),
    column.figure("parcels", t("pickup.parcels"), ({ parcels }) => number(parcels)),
    column.fact("answer", t("pickup.answer"), ({ text }) => (text === "" ? "–" : <HubText text={text} />)),
  ];
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t("pickup.list")}
      </Text>
      <PlainList label={t("pickup.list")} rows={rows.slice(0, 10)} columns={columns} />
    </Stack>
  );
}

/** "14:30" of a day, as an instant. */
function instantOf(day: string, time: string, zone: string): string {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return new Date(Date.parse(dayBegins(day, zone)) + (hours * 60 + minutes) * 60_000).toISOString();
}

function useAskPickup(courier: Courier, onDone: () => void) {
  const { zone } = useFormat();
  return useFormAction({
    run: ({ day, from, to, parcels }: PickupForm) =>
      body(
        hub.POST("/api/couriers/{id}/pickups", {
          ...ofId(courier.id),
          body: {
            earliest: instantOf(day, from, zone),
            latest: instantOf(day, to, zone),
            ...(parcels !== null && { parcels }),
          },
        }),
      ),
    renews: [pickupsQuery(courier.id).queryKey],
    done: onDone,
  });
}

interface PickupForm {
  readonly day: string;
  readonly from: string;
  readonly to: string;
  readonly parcels: number | null;
}

function PickupDialog({ courier, onClose }: { readonly courier: Courier; onClose(): void }) {
  const { t } = useTranslation("shipments/desk");
  const { zone } = useFormat();
  const [form, setForm] = useState<PickupForm>({
    day: dayAfter(dayOf(new Date().toISOString(), zone), 1),
    from: "09:00",
    to: "17:00",
    parcels: null,
  });
  const { day, from, to, parcels } = form;
  const ask = useAskPickup(courier, onClose);
  const field = (name: "day" | "from" | "to", type: "date" | "time") => (
    <TextInput
      type={type}
      required
      label={t(`pickup.${name}`)}
      {...boundText(form[name], (text) => setForm({ ...form, [name]: text }))}
    />
  );
  return (
    <FormDialog
      help={<Help of="handover" />}
      title={t("pickup.title", { courier: courier.name })}
      label={t("pickup.ask")}
      isReady={day !== "" && from !== "" && to !== ""}
      action={ask}
      onSubmit={() => ask.start(form)}
      onClose={onClose}
    >
      {field("day", "date")}
      <Group grow>
        {field("from", "time")}
        {field("to", "time")}
      </Group>
      <WholeNumber
        label={t("pickup.parcels")}
        description={t("pickup.parcelsText")}
        min={1}
        max={100_000}
        value={parcels}
        onChange={(parcels) => setForm({ ...form, parcels })}
      />
    </FormDialog>
  );
}
