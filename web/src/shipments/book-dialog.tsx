/** Books an order with a courier: how it is packed, what each courier would take, and which is chosen. */
import { Button, Checkbox, Group, Loader, Radio, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowsSplit2 } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundTick } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { firstPacked, PackageFields, type Packed, parcelOf } from "./package-fields.tsx";
import {
  type CourierRates,
  type Packing,
  type Preset,
  packLinesQuery,
  presetsQuery,
  type Rates,
  ratesQuery,
} from "./queries.ts";
import { type PackLine, type ParcelDraft, splitPacking, withParcel } from "./split.ts";
import { SplitFields } from "./split-fields.tsx";

interface Props {
  readonly order: { readonly id: string; readonly number: string };
  onClose(): void;
}

export function BookDialog(props: Props) {
  const presets = useQuery(presetsQuery);
  if (presets.isPending) return null;
  return <Book {...props} presets={presets.data ?? []} />;
}

type Offer = CourierRates["offers"][number];

/** One row to choose: an offer, or a courier that tells its price with the booking. */
interface Choice {
  readonly key: string;
  readonly courier: CourierRates;
  readonly offer: Offer;
  /** Of the rules; null: they propose another. */
  readonly proposal: Rates["proposed"] | null;
}

/** The cheapest first; what has no price comes last. */
function choicesOf(rates: Rates | undefined): readonly Choice[] {
  if (!rates) return [];
  const { items, proposed } = rates;
  const offered = items.flatMap((courier) =>
    courier.offers.map((offer) => {
      const isProposed = proposed.courierId === courier.courierId && proposed.offer?.service === offer.service;
      const proposal = isProposed ? proposed : null;
      return { key: `${courier.courierId} ${offer.service}`, courier, offer, proposal };
    }),
  );
  return [...offered, ...untold(rates)].toSorted(
    (a, b) =>
      (a.offer.price?.minor ?? Number.MAX_SAFE_INTEGER) - (b.offer.price?.minor ?? Number.MAX_SAFE_INTEGER) ||
      (a.offer.days ?? 99) - (b.offer.days ?? 99),
  );
}

/** A courier the rules name that tells no offers: it takes what it is given. */
function untold({ items, proposed }: Rates): readonly Choice[] {
  const courier = items.find(({ courierId }) => courierId === proposed.courierId);
  if (!courier || proposed.offer !== null) return [];
  const offer = { service: "", serviceName: "", carrier: "", price: null, days: null };
  return [{ key: courier.courierId, courier, offer, proposal: proposed }];
}

/** Nobody is asked at every key. */
const ASK_AFTER_MS = 300;

interface How {
  readonly packed: Packed;
  /** Null: one parcel of all that is left. */
  readonly split: readonly ParcelDraft[] | null;
  readonly lines: readonly PackLine[];
  setPacked(packed: Packed): void;
  setSplit(split: readonly ParcelDraft[]): void;
}

/** How the order is packed; null while something is missing. */
function usePacking(orderId: string, presets: readonly Preset[]): How & { readonly packing: Packing | null } {
  const [packed, setPacked] = useState<Packed>(() => firstPacked(presets));
  const [split, setSplit] = useState<readonly ParcelDraft[] | null>(null);
  const lines = useQuery(packLinesQuery(orderId)).data ?? [];
  const parcel = parcelOf(packed, presets);
  const packing = split === null ? parcel && { parcels: [parcel] } : splitPacking(split, lines, presets);
  return { packed, split, lines, setPacked, setSplit, packing };
}

interface PackingProps extends How {
  readonly presets: readonly Preset[];
  readonly isReady: boolean;
}

function PackingFields({ packed, split, lines, setPacked, setSplit, presets, isReady }: PackingProps) {
  const { t } = useTranslation("shipments");
  return (
    <>
      {split === null ? (
        <>
          <PackageFields packed={packed} presets={presets} onChange={setPacked} />
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconArrowsSplit2 size={14} />}
              disabled={lines.length === 0}
              onClick={() => setSplit(withParcel([], lines, presets))}
            >
              {t("split.choose")}
            </Button>
          </Group>
        </>
      ) : (
        <SplitFields parcels={split} lines={lines} presets={presets} onChange={setSplit} />
      )}
      {!isReady && <Quiet>{t(split === null ? "book.sizeFirst" : "split.first")}</Quiet>}
    </>
  );
}

function Book({ order, presets, onClose }: Props & { readonly presets: readonly Preset[] }) {
  const { t } = useTranslation("shipments");
  const client = useQueryClient();
  const { packing, ...how } = usePacking(order.id, presets);
  const [chosen, setChosen] = useState<string | null>(null);
  const [tellsNow, setTellsNow] = useState(false);
  const [notifies, setNotifies] = useState(false);
  const [asked] = useDebouncedValue(packing, ASK_AFTER_MS);
  const rates = useQuery({
    ...ratesQuery(order.id, asked ?? { parcels: [] }),
    enabled: asked !== null,
  });
  const isAsked = JSON.stringify(asked) === JSON.stringify(packing);
  const choices = isAsked ? choicesOf(rates.data) : [];
  const proposed = choices.find(({ proposal }) => proposal !== null);
  // What the rules propose is chosen until a person chooses.
  const choice = choices.find(({ key }) => key === chosen) ?? proposed;
  const book = useFormAction({
    run: ({ courier, offer, proposal, parcels }: Choice & Packing) =>
      body(
        hub.POST("/api/shipments", {
          body: {
            orderId: order.id,
            parcels,
            courierId: courier.courierId,
            ...(offer.service !== "" && { service: offer.service, serviceName: offer.serviceName }),
            ...(proposal?.chosenBy && { chosenBy: proposal.chosenBy }),
            ...(offer.price && { price: { minor: String(offer.price.minor), currency: offer.price.currency } }),
            tellsAt: tellsNow ? "booked" : "picked_up",
            notifyCustomer: notifies,
          },
        }),
      ),
    renews: [["orders", order.id]],
    done: () => {
      void client.invalidateQueries({ queryKey: ["shipments"] });
      onClose();
    },
    said: t("book.said"),
  });
  return (
    <FormDialog
      size="lg"
      title={t("book.title", { number: order.number })}
      label={t("book.label")}
      isReady={choice !== undefined && packing !== null}
      action={book}
      onSubmit={() => choice && packing && book.start({ ...choice, ...packing })}
      onClose={onClose}
    >
      <PackingFields {...how} presets={presets} isReady={packing !== null} />
      {packing !== null && (rates.isPending || !isAsked) && (
        <Group gap="xs" role="status">
          <Loader size="sm" />
          <Text size="sm">{t("book.asking")}</Text>
        </Group>
      )}
      {rates.isError && <ProblemNotice error={rates.error} onRetry={() => void rates.refetch()} />}
      {choices.length > 0 && (
        <Radio.Group label={t("book.offers")} value={choice?.key ?? null} onChange={setChosen}>
          <Stack gap="xs" mt="xs">
            {choices.map((each) => (
              <Radio key={each.key} value={each.key} label={<OfferWords of={each} />} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <Silent rates={rates.data?.items ?? []} />
      <Group gap="lg">
        <Tick label={t("book.tellsNow")} isSet={tellsNow} onSet={setTellsNow} />
        <Tick label={t("book.notify")} isSet={notifies} onSet={setNotifies} />
      </Group>
    </FormDialog>
  );
}

interface TickProps {
  readonly label: string;
  readonly isSet: boolean;
  onSet(isSet: boolean): void;
}

function Tick({ label, isSet, onSet }: TickProps) {
  return <Checkbox label={label} {...boundTick(isSet, onSet)} />;
}

function OfferWords({ of: { courier, offer, proposal } }: { readonly of: Choice }) {
  const { t } = useTranslation("shipments");
  const said = useHubMessages();
  const { number } = useFormat();
  const name = [...new Set([courier.courierName, offer.carrier, offer.serviceName].filter((each) => each !== ""))];
  return (
    <Stack gap={0}>
      <Group gap="xs">
        <Text size="sm" fw={500}>
          <bdi>{name.join(" · ")}</bdi>
        </Text>
        <Text size="sm" component="span">
          {offer.price ? <Amount minor={offer.price.minor} currency={offer.price.currency} /> : t("book.priceLater")}
        </Text>
        {offer.days !== null && <Quiet>{t("book.days", { count: offer.days, days: number(offer.days) })}</Quiet>}
        {proposal && <Status meaning="information">{t("rules.proposed")}</Status>}
      </Group>
      {proposal && (
        <Text size="xs" data-why>
          <bdi>{said.parts(proposal.whySaid, proposal.why)}</bdi>
        </Text>
      )}
      {offer.note !== undefined && offer.note !== "" && (
        <Quiet size="xs">
          <bdi>{offer.note}</bdi>
        </Quiet>
      )}
    </Stack>
  );
}

/** Couriers without an offer, and why. */
function Silent({ rates }: { readonly rates: readonly CourierRates[] }) {
  const { t } = useTranslation("shipments");
  return rates
    .filter(({ offers, text }) => offers.length === 0 || text !== "")
    .map(({ courierId, courierName, offers, text }) => (
      <Text key={courierId} size="sm" component="div" data-refusal={courierName}>
        <b>
          <bdi>{courierName}</bdi>:
        </b>{" "}
        {text !== "" ? <HubText text={text} /> : offers.length === 0 && t("book.noOffer")}
      </Text>
    ));
}
