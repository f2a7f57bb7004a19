/** Books an order with a courier: how it is packed, what each courier would take, and which is chosen. */
import { Button, Checkbox, Group } from "@mantine/core";
import { IconArrowsSplit2 } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useAnnounceNext } from "../next-step/next-step.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundTick } from "../ui/field.ts";
import { Quiet } from "../ui/quiet.tsx";
import { type Cover, chosenCover, InsuranceField, insuredOf } from "./insurance-field.tsx";
import { type OfferChoice, OfferFields, useOffers } from "./offers.tsx";
import { firstPacked, PackageFields, type Packed, parcelOf } from "./package-fields.tsx";
import { type Packing, type Preset, packLinesQuery, presetsQuery } from "./queries.ts";
import { type PackLine, type ParcelDraft, splitPacking, withParcel } from "./split.ts";
import { SplitFields } from "./split-fields.tsx";
import { waiting } from "./split-units.ts";

interface Props {
  readonly order: { readonly id: string; readonly number: string };
  onClose(): void;
}

export function BookDialog(props: Props) {
  const presets = useQuery(presetsQuery);
  const toBook = useQuery(packLinesQuery(props.order.id));
  if (presets.isPending || toBook.isPending) return null;
  const { packageId = null, insured = null, currency = "" } = toBook.data ?? {};
  return <Book {...props} presets={presets.data ?? []} chosen={{ packageId, cover: chosenCover(insured), currency }} />;
}

interface How {
  readonly packed: Packed;
  /** Null: one parcel of all that is left. */
  readonly split: readonly ParcelDraft[] | null;
  readonly lines: readonly PackLine[];
  setPacked(packed: Packed): void;
  setSplit(split: readonly ParcelDraft[]): void;
}

/** How the order is packed; null while something is missing. */
function usePacking(
  orderId: string,
  presets: readonly Preset[],
  packageId: string | null,
): How & { readonly packing: Packing | null } {
  const [packed, setPacked] = useState<Packed>(() => firstPacked(presets, packageId));
  const [split, setSplit] = useState<readonly ParcelDraft[] | null>(null);
  const lines = useQuery(packLinesQuery(orderId)).data?.items ?? [];
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
          {waiting(lines) > 0 && <Quiet>{t("book.waits", { count: waiting(lines) })}</Quiet>}
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

interface BookProps extends Props {
  readonly presets: readonly Preset[];
  /** For the order, by an automation. */
  readonly chosen: { readonly packageId: string | null; readonly cover: Cover; readonly currency: string };
}

function Book({ order, presets, chosen: { packageId, cover: firstCover, currency }, onClose }: BookProps) {
  const { t } = useTranslation("shipments");
  const client = useQueryClient();
  const { packing: packed, ...how } = usePacking(order.id, presets, packageId);
  const [cover, setCover] = useState(firstCover);
  const insured = insuredOf(cover);
  const packing = packed && insured !== null ? { ...packed, insured } : null;
  const [chosen, setChosen] = useState<string | null>(null);
  const [fulfilsOnBooking, setFulfilsOnBooking] = useState(false);
  const [notifies, setNotifies] = useState(false);
  const offers = useOffers(order.id, packing);
  const { choices } = offers;
  const proposed = choices.find(({ proposal }) => proposal !== null);
  // What the rules propose is chosen until a person chooses.
  const choice = choices.find(({ key }) => key === chosen) ?? proposed;
  const announceNext = useAnnounceNext("label");
  const book = useFormAction({
    run: ({ courier, offer, proposal, parcels, insured: cover }: OfferChoice & Packing) =>
      body(
        hub.POST("/api/shipments", {
          body: {
            orderId: order.id,
            parcels,
            ...(cover !== undefined && { insured: cover }),
            courierId: courier.courierId,
            ...(offer.service !== "" && { service: offer.service, serviceName: offer.serviceName }),
            ...(proposal?.chosenBy && { chosenBy: proposal.chosenBy }),
            ...(offer.price && { price: { minor: String(offer.price.minor), currency: offer.price.currency } }),
            fulfilWhen: fulfilsOnBooking ? "booked" : "picked_up",
            notifyCustomer: notifies,
          },
        }),
      ),
    renews: [["orders", order.id]],
    done: () => {
      void client.invalidateQueries({ queryKey: ["shipments"] });
      onClose();
      void announceNext(t("book.said"));
    },
  });
  return (
    <FormDialog
      help={<Help of="booking" />}
      size="lg"
      title={t("book.title", { number: order.number })}
      label={t("book.label")}
      isReady={choice !== undefined && packing !== null}
      action={book}
      onSubmit={() => choice && packing && book.start({ ...choice, ...packing })}
      onClose={onClose}
    >
      <PackingFields {...how} presets={presets} isReady={packed !== null} />
      <InsuranceField value={cover} currency={currency} onChange={setCover} />
      <OfferFields of={offers} value={choice?.key ?? null} onChange={setChosen} />
      <Group gap="lg">
        <Tick label={t("book.fulfilsOnBooking")} isSet={fulfilsOnBooking} onSet={setFulfilsOnBooking} />
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
