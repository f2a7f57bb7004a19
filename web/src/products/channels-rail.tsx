/** The channels of a product: where it stands on each, what follows the hub there, its own prices, and publishing it. */
import { ActionIcon, Alert, Anchor, Button, Group, Menu, Stack, Text } from "@mantine/core";
import { IconDots, IconExternalLink } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { isStoredImage } from "../../../src/commerce/image-address.ts";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { takersOf } from "../data/takers.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Logo } from "../ui/logo.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { NoAddress } from "./images.tsx";
import { channelsQuery, shownQuery } from "./queries.ts";
import { StockShown } from "./stock-shown.tsx";

type Channel = Shape<"ProductChannel">;
type Product = Shape<"Product">;

const OwnPrices = lazy(async () => ({ default: (await import("./own-prices.tsx")).OwnPrices }));
const OwnContent = lazy(async () => ({ default: (await import("./own-content.tsx")).OwnContent }));

const MEANINGS: Readonly<Record<Channel["state"], Meaning>> = {
  unlisted: "neutral",
  publishing: "waiting",
  updating: "waiting",
  listed: "good",
  failed: "failed",
  blocked: "attention",
  off_sale: "neutral",
  gone: "attention",
};

const isMoving = ({ state }: Channel): boolean => MEANINGS[state] === "waiting";

export function ChannelsRail({ product }: { readonly product: Product }) {
  const { t } = useTranslation("products");
  const { may } = useSession();
  const client = useQueryClient();
  const { data: channels = [] } = useQuery(channelsQuery(product.id));
  const takers = new Set(takersOf(useQuery(storesQuery).data ?? [], "putProducts").map(({ id }) => id));
  const shown = channels.filter(({ storeId, state }) => state !== "unlisted" || takers.has(storeId));
  const canPublish = may("edit_catalogue");
  // What a channel shows of its stock is asked again once the product has arrived there.
  const status = channels.map(({ storeId, state, items }) => `${storeId} ${state} ${items.length}`).join();
  useEffect(() => {
    if (status !== "") void client.invalidateQueries({ queryKey: shownQuery(product.id).queryKey });
  }, [client, product.id, status]);
  const renew = () => client.invalidateQueries({ queryKey: channelsQuery(product.id).queryKey });
  const publish = useAction({
    run: (storeId: string) => body(hub.POST("/api/products/{id}/send", { ...ofId(product.id), body: { storeId } })),
    done: renew,
    said: t("channels.sent"),
  });
  const isWithoutImages = ({ fetchesUploads, own }: Channel) =>
    !fetchesUploads && (own.images ?? product.images).some(({ url }) => isStoredImage(url));
  return (
    <Card title={t("channels.title")}>
      <Stack gap="md">
        {shown.some(isWithoutImages) && <NoAddress />}
        {shown.length === 0 && <Quiet>{t("channels.none")}</Quiet>}
        {shown.map((channel) => (
          <ChannelRow
            key={channel.storeId}
            channel={channel}
            product={product}
            isPublishing={publish.isRunning}
            onPublish={canPublish && takers.has(channel.storeId) ? () => publish.start(channel.storeId) : undefined}
            onChanged={renew}
          />
        ))}
      </Stack>
    </Card>
  );
}

interface RowProps {
  readonly channel: Channel;
  readonly product: Product;
  readonly isPublishing: boolean;
  readonly onPublish: (() => void) | undefined;
  onChanged(): unknown;
}

function ChannelRow({ channel, product, isPublishing, onPublish, onChanged }: RowProps) {
  const { t } = useTranslation("products");
  const { may } = useSession();
  const { storeId, storeName, provider, state, error, url, items } = channel;
  const isNew = state === "unlisted";
  return (
    <Stack gap={4} data-channel={storeName}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Group gap={6} wrap="nowrap" miw={0}>
          <Logo provider={provider} size={16} />
          <LinkAnchor to="/channels/$id" params={{ id: storeId }} size="sm" fw={600} truncate dir="auto">
            {storeName}
          </LinkAnchor>
          {url !== null && (
            <Anchor href={url} target="_blank" rel="noreferrer" aria-label={t("channels.see", { name: storeName })}>
              <IconExternalLink size={14} style={{ display: "block" }} />
            </Anchor>
          )}
        </Group>
        <Status meaning={MEANINGS[state]}>{t(`channels.states.${state}`)}</Status>
      </Group>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Price channel={channel} />
        <Group gap={4} wrap="nowrap">
          {onPublish && state !== "gone" && (
            <Button
              size="compact-sm"
              variant={isNew ? "filled" : "default"}
              loading={isPublishing}
              disabled={isMoving(channel)}
              aria-label={t(isNew ? "channels.publishTo" : "channels.againTo", { name: storeName })}
              onClick={onPublish}
            >
              {t(isNew ? "channels.publish" : "channels.again")}
            </Button>
          )}
          {items.length > 0 && may("edit_catalogue") && (
            <More channel={channel} product={product} onChanged={onChanged} />
          )}
        </Group>
      </Group>
      {error !== null && state === "failed" && (
        <Alert color="red" p="xs">
          <Text size="sm" dir="auto">
            {error}
          </Text>
        </Alert>
      )}
      <StockShown product={product} storeId={storeId} />
    </Stack>
  );
}

const OWN_PARTS = [
  ["title", "ownTitle"],
  ["descriptionHtml", "ownDescription"],
  ["images", "ownImages"],
] as const;

/** From the lowest to the highest there; what was set for this channel alone. */
function Price({ channel: { items, own } }: { readonly channel: Channel }) {
  const { t } = useTranslation("products");
  const { money } = useFormat();
  const priced = items.flatMap(({ priceMinor, ownPriceMinor, currency }) => {
    const minor = ownPriceMinor ?? priceMinor;
    return minor === null || currency === null ? [] : [{ minor, currency }];
  });
  const sorted = priced.toSorted((a, b) => a.minor - b.minor);
  const ends = [...sorted.slice(0, 1), ...sorted.slice(1).slice(-1)];
  const range = [...new Set(ends.map(({ minor, currency }) => money(minor, currency)))];
  const text = [
    ...(items.some(({ ownPriceMinor }) => ownPriceMinor !== null) ? [t("channels.ownPrice")] : []),
    ...OWN_PARTS.flatMap(([part, word]) => (own[part] === null ? [] : [t(`channels.${word}`)])),
  ];
  if (range.length + text.length === 0) return <span />;
  return (
    <Quiet>
      <bdi>{range.join(" – ")}</bdi>
      {text.map((each, at) => (at === 0 && range.length === 0 ? each : ` · ${each}`))}
    </Quiet>
  );
}

const SWITCHES = ["stockSync", "priceSync", "contentSync"] as const;
const ABILITIES = { stockSync: "stock", priceSync: "prices", contentSync: "putProducts" } as const;

interface MoreProps {
  readonly channel: Channel;
  readonly product: Product;
  onChanged(): unknown;
}

/** What follows the hub there, what is set for this channel alone, and taking it off sale. */
function More({ channel, product, onChanged }: MoreProps) {
  const { t } = useTranslation("products");
  const [requested, setRequested] = useState<"prices" | "content" | null>(null);
  const { storeId, storeName, items, isTakenOff, state } = channel;
  const abilities = (useQuery(storesQuery).data ?? []).find(({ id }) => id === storeId)?.abilities;
  const change = useAction({
    run: (switches: Partial<Record<(typeof SWITCHES)[number], boolean>>) =>
      body(
        hub.POST("/api/stores/{id}/mappings/bulk", {
          ...ofId(storeId),
          body: { action: "switch", listingIds: items.map(({ listingId }) => listingId), ...switches },
        }),
      ),
    done: onChanged,
    said: t("saved"),
  });
  const isOn = !isTakenOff && state !== "off_sale";
  const sale = useAction({
    run: (onSale: boolean) =>
      body(
        hub.PATCH("/api/products/{id}/channels/{storeId}", {
          params: { path: { id: product.id, storeId } },
          body: { onSale },
        }),
      ),
    done: onChanged,
    said: t(isOn ? "channels.takenOff" : "channels.puttingBack", { name: storeName }),
  });
  const offered = SWITCHES.filter((each) => abilities?.[ABILITIES[each]] === true);
  return (
    <>
      <Menu position="bottom-end" closeOnItemClick={false}>
        <Menu.Target>
          <ActionIcon variant="default" size="md" aria-label={t("channels.more", { name: storeName })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {offered.map((each) => (
            <Menu.CheckboxItem
              key={each}
              checked={channel[each]}
              disabled={change.isRunning}
              onChange={(isOn) => change.start({ [each]: isOn })}
            >
              {t(`channels.${each}`)}
            </Menu.CheckboxItem>
          ))}
          {abilities?.prices === true && (
            <Menu.Item closeMenuOnClick onClick={() => setRequested("prices")}>
              {t("channels.setPrices")}
            </Menu.Item>
          )}
          {abilities?.putProducts === true && (
            <Menu.Item closeMenuOnClick onClick={() => setRequested("content")}>
              {t(abilities.changeImages ? "channels.setContentAndImages" : "channels.setContent")}
            </Menu.Item>
          )}
          {abilities?.takeOffSale === true && product.active && (
            <Menu.Item closeMenuOnClick disabled={sale.isRunning} onClick={() => sale.start(!isOn)}>
              {t(isOn ? "channels.takeOff" : "channels.putBack")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {requested === "prices" && (
        <Suspense>
          <OwnPrices channel={channel} onClose={() => setRequested(null)} onChanged={onChanged} />
        </Suspense>
      )}
      {requested === "content" && (
        <Suspense>
          <OwnContent
            channel={channel}
            product={product}
            canChangeImages={abilities?.changeImages === true}
            onClose={() => setRequested(null)}
            onChanged={onChanged}
          />
        </Suspense>
      )}
    </>
  );
}
