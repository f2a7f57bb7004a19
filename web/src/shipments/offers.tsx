/** What couriers would take for one order, side by side: the cheapest and the fastest marked, and what the rules propose. */
import { Group, Loader, Radio, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { type Mark, marksOf } from "./offer-marks.ts";
import { type CourierRates, type Packing, type Rates, ratesQuery } from "./queries.ts";

type Offer = CourierRates["offers"][number];

/** One row to choose: an offer, or a courier that tells its price with the booking. */
export interface OfferChoice {
  readonly key: string;
  readonly courier: CourierRates;
  readonly offer: Offer;
  /** Of the rules; null: they propose another. */
  readonly proposal: Rates["proposed"] | null;
}

/** The cheapest first; what has no price comes last. */
function choicesOf(rates: Rates | undefined): readonly OfferChoice[] {
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
function untold({ items, proposed }: Rates): readonly OfferChoice[] {
  const courier = items.find(({ courierId }) => courierId === proposed.courierId);
  if (!courier || proposed.offer !== null) return [];
  const offer = { service: "", serviceName: "", carrier: "", price: null, days: null };
  return [{ key: courier.courierId, courier, offer, proposal: proposed }];
}

/** Nobody is asked at every key. */
const ASK_AFTER_MS = 300;

/** Asks every courier about an order packed so; null: something is missing yet. */
export function useOffers(orderId: string, packing: Packing | null) {
  const [requested] = useDebouncedValue(packing, ASK_AFTER_MS);
  const rates = useQuery({ ...ratesQuery(orderId, requested ?? { parcels: [] }), enabled: requested !== null });
  const isRequested = JSON.stringify(requested) === JSON.stringify(packing);
  return {
    rates,
    choices: isRequested ? choicesOf(rates.data) : [],
    isAsking: packing !== null && (rates.isPending || !isRequested),
  };
}

interface Props {
  readonly of: ReturnType<typeof useOffers>;
  readonly value: string | null;
  /** Offered before all others: as it is chosen elsewhere. */
  readonly first?: { readonly value: string; readonly label: string };
  onChange(key: string): void;
}

export function OfferFields({ of: { rates, choices, isAsking }, value, first, onChange }: Props) {
  const { t } = useTranslation("shipments");
  const marks = marksOf(choices.map(({ offer }) => offer));
  return (
    <>
      {isAsking && (
        <Group gap="xs" role="status">
          <Loader size="sm" />
          <Text size="sm">{t("book.asking")}</Text>
        </Group>
      )}
      {rates.isError && <ProblemNotice error={rates.error} onRetry={() => void rates.refetch()} />}
      {(choices.length > 0 || first) && (
        <Radio.Group label={t("book.offers")} value={value} onChange={onChange}>
          <Stack gap="xs" mt="xs">
            {first && <Radio {...first} />}
            {choices.map((each, n) => (
              <Radio key={each.key} value={each.key} label={<OfferTexts of={each} marks={marks[n] ?? []} />} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <Silent rates={rates.data?.items ?? []} />
    </>
  );
}

/** "UPS · Ground", each name once. */
export const offerName = (courierName: string, { carrier, serviceName }: Pick<Offer, "carrier" | "serviceName">) =>
  [...new Set([courierName, carrier, serviceName].filter((each) => each !== ""))].join(" · ");

function OfferTexts({
  of: { courier, offer, proposal },
  marks,
}: {
  readonly of: OfferChoice;
  readonly marks: readonly Mark[];
}) {
  const { t } = useTranslation("shipments");
  const hubText = useHubMessages();
  const { number } = useFormat();
  return (
    <Stack gap={0}>
      <Group gap="xs">
        <Text size="sm" fw={500}>
          <bdi>{offerName(courier.courierName, offer)}</bdi>
        </Text>
        <Text size="sm" component="span">
          {offer.price ? <Amount minor={offer.price.minor} currency={offer.price.currency} /> : t("book.priceLater")}
        </Text>
        {offer.insurance && (
          <Quiet>
            {t("insurance.inPrice")} <Amount minor={offer.insurance.minor} currency={offer.insurance.currency} />
          </Quiet>
        )}
        {offer.insurance === null && <Quiet>{t("insurance.untold")}</Quiet>}
        {offer.days !== null && <Quiet>{t("book.days", { count: offer.days, days: number(offer.days) })}</Quiet>}
        {marks.map((mark) => (
          <Status key={mark} meaning="good">
            {t(`book.${mark}`)}
          </Status>
        ))}
        {proposal && <Status meaning="information">{t("rules.proposed")}</Status>}
      </Group>
      {proposal && (
        <Text size="xs" data-why>
          <bdi>{hubText.parts(proposal.whySaid, proposal.why)}</bdi>
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
