/** Many orders are booked at once: one courier and package for all, one result an order, one PDF of labels. */
import { Alert, Button, Checkbox, Group, Progress, Select, Stack, Text } from "@mantine/core";
import { IconTruckDelivery } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { MOST_LABELS } from "../shipments/labels.ts";
import { LabelsButton } from "../shipments/labels-menu.tsx";
import { couriersQuery, presetsQuery, ratesQuery, type ShipmentRow } from "../shipments/queries.ts";
import { rulesQuery } from "../shipments/rules/queries.ts";
import { ShipmentStage } from "../shipments/status.tsx";
import { starts, useAction } from "../ui/action.ts";
import { boundTick, fieldsOf } from "../ui/field.ts";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Page } from "../ui/page.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";
import { type PackedOrder, packedQuery } from "./packing.ts";
import { toPack } from "./picking.ts";
import { Turns, useTurn } from "./turns.tsx";

/** Orders in one request: the count moves while it goes on. */
const PIECE = 20;
/** Chosen in place of a courier. */
const BY_RULES = "rules";

const ask = (piece: Choice & { readonly orderIds: readonly string[] }) => {
  const { courierId, packageId, service, tellsNow, notifies, orderIds } = piece;
  return body(
    hub.POST("/api/shipments/bulk", {
      body: {
        orderIds: [...orderIds],
        ...(courierId !== null && courierId !== BY_RULES && { courierId }),
        packageId: packageId ?? "",
        ...(service !== null && { service }),
        tellsAt: tellsNow ? "booked" : "picked_up",
        notifyCustomer: notifies,
      },
    }),
  );
};
type Result = Awaited<ReturnType<typeof ask>>["results"][number];

interface Choice {
  readonly courierId: string | null;
  readonly packageId: string | null;
  readonly service: string | null;
  readonly tellsNow: boolean;
  readonly notifies: boolean;
}

export function BookMany() {
  const { t } = useTranslation("shipments");
  const orders = useTranslation("orders").t;
  const { ids, nth } = useTurn();
  const found = useQuery({ ...packedQuery(ids), staleTime: Number.POSITIVE_INFINITY });
  if (found.isPending) return <PageSkeleton />;
  if (found.isError || found.data.length === 0)
    return (
      <Page title={t("many.title")} above={{ label: orders("title"), to: "/orders" }}>
        {found.isError ? (
          <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
        ) : (
          <Text size="sm">{t("many.none")}</Text>
        )}
      </Page>
    );
  // In the order they were chosen in: they are packed so.
  const place = new Map(ids.map((id, n) => [id, n]));
  return <Desk key={nth} orders={found.data.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0))} />;
}

function Desk({ orders }: { readonly orders: readonly PackedOrder[] }) {
  const { t } = useTranslation("shipments");
  const above = { label: useTranslation("orders").t("title"), to: "/orders" };
  const client = useQueryClient();
  const [given, setChoice] = useState<Choice>({
    courierId: null,
    packageId: null,
    service: null,
    tellsNow: false,
    notifies: false,
  });
  const { data: couriers = [] } = useQuery(couriersQuery);
  const { data: kept } = useQuery(rulesQuery);
  const hasRules = kept?.rules.some(({ isOn }) => isOn) === true || (kept && kept.fallback !== "none") === true;
  const { data: presets = [] } = useQuery(presetsQuery);
  const choice = {
    ...given,
    courierId: given.courierId ?? (hasRules ? BY_RULES : (couriers[0]?.id ?? null)),
    packageId: given.packageId ?? presets[0]?.id ?? null,
  };
  const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map());
  const open = orders.filter(({ id }) => results.get(id)?.shipmentId === undefined);
  const book = useAction({
    run: async (ids: readonly string[]) => {
      for (let first = 0; first < ids.length; first += PIECE) {
        const { results: told } = await ask({ ...choice, orderIds: ids.slice(first, first + PIECE) });
        setResults((before) => new Map([...before, ...told.map((one) => [one.orderId, one] as const)]));
      }
    },
    done: () => {
      void client.invalidateQueries({ queryKey: ["shipments"] });
      void client.invalidateQueries({ queryKey: ["orders"] });
    },
  });
  const shipments = useBooked(orders.flatMap(({ id }) => results.get(id)?.shipmentId ?? []));
  const printable = orders.flatMap(({ id }) => {
    const shipment = shipments.get(results.get(id)?.shipmentId ?? "");
    return shipment?.labelState === "ready" ? [shipment.id] : [];
  });
  return (
    <Page
      title={t("many.title")}
      above={above}
      actions={
        <>
          {results.size > 0 && (
            <LabelsButton
              ids={printable}
              label={t("many.labels", { count: Math.min(printable.length, MOST_LABELS) })}
            />
          )}
          <Button
            leftSection={<IconTruckDelivery size={16} />}
            {...starts(
              book,
              open.map(({ id }) => id),
            )}
            disabled={open.length === 0 || choice.courierId === null || choice.packageId === null}
          >
            {t("many.book", { count: open.length })}
          </Button>
        </>
      }
    >
      <Stack gap="sm">
        <Turns />
        <Choices choice={choice} orders={orders} onChange={setChoice} />
        <Count orders={orders} results={results} shipments={shipments} isRunning={book.isRunning} />
        <Rows orders={orders} results={results} shipments={shipments} />
      </Stack>
    </Page>
  );
}

/** How the shipments just asked for stand, read again until each is booked, with its label, or refused. */
function useBooked(ids: readonly string[]): ReadonlyMap<string, ShipmentRow> {
  const found = useQuery({
    queryKey: ["shipments", "many", ids],
    queryFn: async () => {
      const rows: ShipmentRow[] = [];
      for (let first = 0; first < ids.length; first += 200) {
        const query = { id: ids.slice(first, first + 200).join(","), limit: 200 };
        rows.push(...(await body(hub.GET("/api/shipments", { params: { query } }))).items);
      }
      return rows;
    },
    enabled: ids.length > 0,
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.every(isSettled) === true ? false : 2_000),
  });
  return new Map((found.data ?? []).map((row) => [row.id, row]));
}

const isSettled = ({ stage, labelState }: ShipmentRow) => stage !== "booking" && labelState !== "wanted";

interface ChoicesProps {
  readonly choice: Choice;
  readonly orders: readonly PackedOrder[];
  onChange(choice: Choice): void;
}

function Choices({ choice, orders, onChange }: ChoicesProps) {
  const { t } = useTranslation("shipments");
  const { data: couriers } = useQuery(couriersQuery);
  const { data: presets } = useQuery(presetsQuery);
  const preset = presets?.find(({ id }) => id === choice.packageId);
  const first = orders[0];
  // A courier's services are told for an order: those of the first one are offered.
  const size = preset && { lengthMm: preset.lengthMm, widthMm: preset.widthMm, heightMm: preset.heightMm };
  const rates = useQuery({
    ...ratesQuery(first?.id ?? "", {
      parcels: size ? [{ ...size, packagingGrams: preset.weightGrams }] : [],
    }),
    enabled: first !== undefined && size !== undefined && choice.courierId !== BY_RULES,
  });
  const services = rates.data?.items.find(({ courierId }) => courierId === choice.courierId)?.offers ?? [];
  const tick = (name: "tellsNow" | "notifies", label: string) => (
    <Checkbox label={label} {...boundTick(choice[name], (isOn) => onChange({ ...choice, [name]: isOn }))} />
  );
  if (couriers?.length === 0)
    return <Missing text={t("many.noCourier")} to="/channels/add" label={t("empty.courier")} />;
  if (presets?.length === 0)
    return <Missing text={t("many.noPackage")} to="/settings/shipping" label={t("packages.add")} />;
  const field = fieldsOf(choice, (part) => onChange({ ...choice, ...part }));
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm">
        <OneOf
          label={t("columns.courier")}
          options={[
            { value: BY_RULES, label: t("rules.each") },
            ...(couriers ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={choice.courierId}
          onChange={(courierId) => onChange({ ...choice, courierId, service: null })}
        />
        <Select
          label={t("many.service")}
          placeholder={t(choice.courierId === BY_RULES ? "rules.eachText" : "many.courierChooses")}
          disabled={choice.courierId === BY_RULES}
          clearable
          data={services.map(({ service, serviceName }) => ({ value: service, label: serviceName }))}
          {...field("service")}
        />
        <OneOf label={t("book.package")} options={named(presets ?? [])} {...field("packageId")} />
      </Group>
      <Group gap="lg">
        {tick("tellsNow", t("book.tellsNow"))}
        {tick("notifies", t("many.notify"))}
      </Group>
    </Stack>
  );
}

function Missing({ text, to, label }: { readonly text: string; readonly to: string; readonly label: string }) {
  return (
    <Alert color="yellow">
      <Stack gap="xs" align="flex-start">
        {text}
        <LinkButton to={to} size="xs" variant="default">
          {label}
        </LinkButton>
      </Stack>
    </Alert>
  );
}

interface Progressed {
  readonly orders: readonly PackedOrder[];
  readonly results: ReadonlyMap<string, Result>;
  readonly shipments: ReadonlyMap<string, ShipmentRow>;
}

/** What is done of it, while it goes on. */
function Count({ orders, results, shipments, isRunning }: Progressed & { readonly isRunning: boolean }) {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  if (results.size === 0 && !isRunning) return null;
  const rows = [...shipments.values()];
  const booked = rows.filter(({ state }) => state === "booked").length;
  const labels = rows.filter(({ labelState }) => labelState === "ready").length;
  const refused =
    [...results.values()].filter(({ error }) => error !== undefined).length +
    rows.filter(({ stage }) => stage === "refused" || stage === "attention").length;
  const all = orders.length;
  return (
    <Alert color={refused > 0 ? "yellow" : "blue"}>
      <Stack gap="xs">
        <Text size="sm" fw={600} role="status">
          {t("many.count", { count: labels, booked: number(booked), all: number(all), labels: number(labels) })}
          {refused > 0 && ` ${t("many.refused", { count: refused })}`}
        </Text>
        <Progress value={(100 * (booked + refused)) / all} aria-hidden />
      </Stack>
    </Alert>
  );
}

function Rows({ orders, results, shipments }: Progressed) {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  return (
    <PlainList
      label={t("many.title")}
      rows={orders}
      columns={(column) => [
        column.title("order", t("columns.order"), (order) => (
          <div data-booking={order.number}>
            <LinkAnchor to="/orders/$id" params={{ id: order.id }} size="sm" className="code nowrap">
              {order.number}
            </LinkAnchor>
            {order.storeName !== null && (
              <Quiet size="xs">
                <bdi>{order.storeName}</bdi>
              </Quiet>
            )}
          </div>
        )),
        column.fact("what", t("many.what"), (order) => (
          <bdi>
            {toPack(order)
              .map(({ item, units }) => `${number(units)} × ${item.title}`)
              .join(", ")}
          </bdi>
        )),
        column.fact("result", t("many.result"), (order) => (
          <Outcome result={results.get(order.id)} shipments={shipments} />
        )),
      ]}
    />
  );
}

function Outcome({ result, shipments }: { readonly result: Result | undefined } & Pick<Progressed, "shipments">) {
  const { t } = useTranslation("shipments");
  const said = useHubMessages();
  if (!result) return null;
  const { error, shipmentId = "" } = result;
  if (error)
    return (
      <Stack gap={2} align="flex-start">
        <Status meaning="failed">{t("state.refused")}</Status>
        <Text size="sm">
          <bdi>{error.said ? said.message(error.said, error.message) : error.message}</bdi>
        </Text>
      </Stack>
    );
  const shipment = shipments.get(shipmentId);
  if (!shipment) return <Status meaning="waiting">{t("state.requested")}</Status>;
  return (
    <Stack gap={2} align="flex-start">
      <Group gap="xs">
        <ShipmentStage of={shipment} />
        <LinkAnchor to="/shipments/$id" params={{ id: shipment.id }} size="sm" className="code">
          {shipment.trackingNumbers[0] ?? shipment.reference}
        </LinkAnchor>
      </Group>
      {shipment.text !== "" && (
        <Text size="sm" component="div">
          <HubText text={shipment.text} />
        </Text>
      )}
    </Stack>
  );
}
