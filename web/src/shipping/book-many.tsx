/** Many orders are booked at once: each checked and priced before, one result an order, one PDF of labels. */
import { Alert, Button, Checkbox, Group, Progress, Stack, Text } from "@mantine/core";
import { IconTruckDelivery } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { rulesQuery } from "../automations/queries.ts";
import { batchQuery } from "../data/batch.ts";
import type { Shape } from "../data/hub.ts";
import { couriersQuery } from "../data/reference-data.ts";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { MOST_LABELS } from "../shipments/labels.ts";
import { LabelsButton } from "../shipments/labels-menu.tsx";
import { firstPacked } from "../shipments/package-fields.tsx";
import { type Preset, presetsQuery, ratesQuery } from "../shipments/queries.ts";
import { ShipFromNotice } from "../shipments/ship-from-notice.tsx";
import { starts } from "../ui/action.ts";
import { boundTick, fieldsOf } from "../ui/field.ts";
import { LinkButton } from "../ui/link.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { UnreadPage } from "../ui/unread-page.tsx";
import { type BookingFacts, useBookingFacts } from "./booking/checks.ts";
import {
  ANY,
  BY_RULES,
  type Choice,
  EACH_ITS_OWN,
  howOf,
  isPriceNeeded,
  type OwnChoice,
  PREFERENCES,
  packedIn,
  presetOf,
} from "./booking/choice.ts";
import { Problems } from "./booking/problems.tsx";
import { RowDialog } from "./booking/row-dialog.tsx";
import { Rows } from "./booking/rows.tsx";
import { Totals } from "./booking/totals.tsx";
import { type Booking, useBooking } from "./booking/use-booking.ts";
import { useTroubles } from "./booking/use-troubles.ts";
import { type PackedOrder, packedQuery } from "./packing.ts";
import { RotationButtons, useRotation } from "./rotation.tsx";

interface BookedProps {
  readonly ids: readonly string[];
  readonly above: { readonly label: string; readonly to: string };
  /** How many there are, where not all are shown. */
  readonly turns?: ReactNode;
  /** What follows. */
  readonly next?: ReactNode;
}

/** The orders of the batch that the address names, else those chosen in the list. */
export function BookMany() {
  const { batch } = useSearch({ strict: false }) as { readonly batch?: string };
  return batch === undefined ? <ChosenBooking /> : <BatchBooking id={batch} />;
}

function ChosenBooking() {
  const orders = useTranslation("orders").t;
  const { ids, nth } = useRotation();
  return <Booked key={nth} ids={ids} above={{ label: orders("title"), to: "/orders" }} turns={<RotationButtons />} />;
}

const WITH_LABEL: readonly string[] = ["label_booked", "label_printed", "handed_over"];

/** By tote: those that are still in the batch and have no label. */
function BatchBooking({ id }: { readonly id: string }) {
  const { t } = useTranslation("shipments");
  const shipping = useTranslation("shipping").t;
  const found = useQuery(batchQuery(id));
  const above = { label: shipping("print.batch"), to: `/orders/batches/${id}` };
  if (!found.isSuccess) return <UnreadPage found={found} title={t("many.title")} above={above} />;
  const next = (
    <>
      <LinkButton to="/orders/picking" search={{ batch: id }} variant="default">
        {shipping("print.picking")}
      </LinkButton>
      <LinkButton to="/orders/papers" search={{ batch: id }} variant="default">
        {shipping("print.documents")}
      </LinkButton>
    </>
  );
  return <Unlabelled items={found.data.items} above={above} next={next} />;
}

/** What is booked here stays on the page. */
function Unlabelled({ items, ...frame }: Omit<BookedProps, "ids"> & { readonly items: Shape<"PickBatch">["items"] }) {
  const [open] = useState(items.filter(({ step, state }) => step !== "left" && !WITH_LABEL.includes(state)));
  return <Booked ids={open.map(({ orderId }) => orderId)} {...frame} />;
}

function Booked({ ids, ...frame }: BookedProps) {
  const { t } = useTranslation("shipments");
  const found = useQuery({ ...packedQuery(ids), staleTime: Number.POSITIVE_INFINITY });
  if (found.isPending) return <PageSkeleton />;
  if (found.isError || found.data.length === 0)
    return (
      <Page title={t("many.title")} above={frame.above}>
        {found.isError ? (
          <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
        ) : (
          <Text size="sm">{t("many.none")}</Text>
        )}
      </Page>
    );
  // In the order they were chosen in: they are packed so.
  const place = new Map(ids.map((id, n) => [id, n]));
  const sorted = found.data.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
  return <Desk orders={sorted} {...frame} />;
}

const FIRST: Choice = {
  courierId: null,
  packageId: EACH_ITS_OWN,
  service: "cheapest",
  fulfilsOnBooking: false,
  notifies: false,
};

/** What is chosen for all, by default what the organization has set up. */
function useChoice() {
  const [given, setChoice] = useState(FIRST);
  const { data: couriers = [] } = useQuery(couriersQuery);
  const { data: rules } = useQuery(rulesQuery);
  const { data: presets = [] } = useQuery(presetsQuery);
  const hasRules = rules?.some(({ isOn, trigger }) => isOn && trigger === "order.shipping_choice") === true;
  // Nobody is asked for a price while it is not known whom the rules name.
  const first = rules === undefined ? null : hasRules ? BY_RULES : (couriers[0]?.id ?? null);
  const choice = { ...given, courierId: given.courierId ?? first };
  return { choice, setChoice, presets, isChosen: choice.courierId !== null && presets.length > 0 };
}

function Desk({ orders, above, turns, next }: Omit<BookedProps, "ids"> & { readonly orders: readonly PackedOrder[] }) {
  const { t } = useTranslation("shipments");
  const { choice, setChoice, presets, isChosen } = useChoice();
  const [own, setOwn] = useState<ReadonlyMap<string, OwnChoice>>(new Map());
  const [changed, setChanged] = useState<PackedOrder | null>(null);
  const [withoutRates, setWithoutRates] = useState(false);
  const booking = useBooking(orders, choice);
  const open = orders.filter(({ id }) => booking.isOpen(id));
  const requested = open.map((order) => ({
    id: order.id,
    how: isChosen ? howOf(choice, { order, own: own.get(order.id), presets }) : null,
  }));
  const existing = useBookingFacts(requested, { withoutRates });
  const troublesOf = useTroubles(booking);
  const troubles = open.flatMap((order) => troublesOf(order, existing.get(order.id)));
  const fresh = bookable(open, existing, ({ id }) => !booking.results.has(id));
  const failed = bookable(open, existing, ({ id }) => booking.results.has(id));
  const isRequesting = [...existing.values()].some(({ stage }) => stage === "asking" || stage === "waiting");
  const choose = (next: Choice) => {
    setChoice(next);
    setWithoutRates(false);
  };
  return (
    <Page
      title={t("many.title")}
      above={above}
      actions={
        <>
          {booking.results.size > 0 && next}
          {booking.results.size > 0 && <Labels orders={orders} booking={booking} />}
          <Button
            leftSection={<IconTruckDelivery size={16} />}
            {...starts(booking.book, fresh)}
            disabled={isRequesting || fresh.length === 0}
          >
            {t("many.book", { count: fresh.length })}
          </Button>
        </>
      }
    >
      <Stack gap="sm">
        {turns}
        <ShipFromNotice />
        <Choices choice={choice} orders={orders} onChange={choose} />
        <Totals
          known={[...existing.values()]}
          canSkip={isChosen && !isPriceNeeded(choice)}
          onSkip={() => setWithoutRates(true)}
        />
        <Count orders={orders} booking={booking} refused={new Set(troubles.map(({ order }) => order.id)).size} />
        <Problems
          troubles={troubles}
          failed={isRequesting ? 0 : failed.length}
          isRunning={booking.book.isRunning}
          onRetry={() => booking.book.start(failed)}
        />
        <Rows orders={orders} known={existing} booking={booking} troubles={troubles} onChange={setChanged} />
      </Stack>
      {changed && (
        <RowDialog
          order={changed}
          presets={presets}
          first={own.get(changed.id) ?? ownFirst(presetOf(choice, changed, presets), presets)}
          onApply={(one) => setOwn(new Map([...own, [changed.id, one]]))}
          onClose={() => setChanged(null)}
        />
      )}
    </Page>
  );
}

/** Those of them that can be booked as they stand. */
function bookable(
  open: readonly PackedOrder[],
  existing: ReadonlyMap<string, BookingFacts>,
  isOne: (order: PackedOrder) => boolean,
) {
  return open.filter(isOne).flatMap(({ id }) => {
    const one = existing.get(id);
    return one?.stage === "ready" ? [{ id, known: one }] : [];
  });
}

function ownFirst(preset: Preset | undefined, presets: readonly Preset[]): OwnChoice {
  return { packed: preset ? packedIn(preset) : firstPacked(presets), courier: null, insured: "rules" };
}

interface Progressed {
  readonly orders: readonly PackedOrder[];
  readonly booking: Booking;
}

function Labels({ orders, booking }: Progressed) {
  const { t } = useTranslation("shipments");
  const printable = orders.flatMap(({ id }) => {
    const shipment = booking.shipmentOf(id);
    return shipment?.labelState === "ready" ? [shipment.id] : [];
  });
  return <LabelsButton ids={printable} label={t("many.labels", { count: Math.min(printable.length, MOST_LABELS) })} />;
}

interface ChoicesProps {
  readonly choice: Choice;
  readonly orders: readonly PackedOrder[];
  onChange(choice: Choice): void;
}

function Choices({ choice, orders, onChange }: ChoicesProps) {
  const { t } = useTranslation("shipments");
  const { data: couriers } = useQuery(couriersQuery);
  const { data: presets } = useQuery(presetsQuery);
  const first = orders[0];
  const preset = first && presetOf(choice, first, presets ?? []);
  const isCourier = choice.courierId !== null && choice.courierId !== BY_RULES && choice.courierId !== ANY;
  // A courier's services are told for an order: those of the first one are offered.
  const size = preset && { lengthMm: preset.lengthMm, widthMm: preset.widthMm, heightMm: preset.heightMm };
  const rates = useQuery({
    ...ratesQuery(first?.id ?? "", {
      parcels: size ? [{ ...size, packagingGrams: preset.weightGrams }] : [],
    }),
    enabled: first !== undefined && size !== undefined && isCourier,
  });
  const services = rates.data?.items.find(({ courierId }) => courierId === choice.courierId)?.offers ?? [];
  const tick = (name: "fulfilsOnBooking" | "notifies", label: string) => (
    <Checkbox label={label} {...boundTick(choice[name], (isOn) => onChange({ ...choice, [name]: isOn }))} />
  );
  if (couriers?.length === 0)
    return <Missing text={t("many.noCourier")} to="/channels/add" label={t("empty.courier")} />;
  if (presets?.length === 0)
    return <Missing text={t("many.noPackage")} to="/settings/shipping" label={t("packages.add")} />;
  const packageOptions = [{ value: EACH_ITS_OWN, label: t("many.eachPackage") }, ...named(presets ?? [])];
  const field = fieldsOf(choice, (part) => onChange({ ...choice, ...part }));
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm">
        <OneOf
          label={t("columns.courier")}
          options={[
            { value: BY_RULES, label: t("rules.each") },
            ...((couriers ?? []).length > 1 ? [{ value: ANY, label: t("many.anyCourier") }] : []),
            ...(couriers ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={choice.courierId}
          onChange={(courierId) => onChange({ ...choice, courierId, service: "cheapest" })}
        />
        <OneOf
          label={t("many.service")}
          disabled={choice.courierId === BY_RULES}
          options={[
            ...PREFERENCES.map((value) => ({ value, label: t(`many.${value}`) })),
            ...services.map(({ service, serviceName }) => ({ value: service, label: serviceName })),
          ]}
          {...field("service")}
        />
        <OneOf label={t("book.package")} options={packageOptions} {...field("packageId")} />
      </Group>
      <Group gap="lg">
        {tick("fulfilsOnBooking", t("book.fulfilsOnBooking"))}
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

/** What is done of it, while it goes on. */
function Count({ orders, booking, refused }: Progressed & { readonly refused: number }) {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  if (booking.results.size === 0 && !booking.book.isRunning) return null;
  const rows = [...booking.shipments.values()];
  const booked = rows.filter(({ state }) => state === "booked").length;
  const labels = rows.filter(({ labelState }) => labelState === "ready").length;
  const waiting = refused + rows.filter(({ stage }) => stage === "attention").length;
  const all = orders.length;
  return (
    <Alert color={waiting > 0 ? "yellow" : "blue"}>
      <Stack gap="xs">
        <Text size="sm" fw={600} role="status">
          {t("many.count", { count: labels, booked: number(booked), all: number(all), labels: number(labels) })}
          {waiting > 0 && ` ${t("many.refused", { count: waiting })}`}
        </Text>
        <Progress value={(100 * (booked + waiting)) / all} aria-hidden />
      </Stack>
    </Alert>
  );
}
