/** Products by their images: cards side by side, as many as the width takes. */
import { AspectRatio, Center, Group, Image, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconPhoto } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Shape } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor } from "../ui/link.ts";
import type { TableProps } from "../ui/list/list-table.tsx";
import { Tick } from "../ui/list/tick.tsx";
import { useVirtualRows } from "../ui/list/virtual-rows.ts";
import { ChannelMarks, PriceRange, StockBar } from "./cells.tsx";

type Product = Shape<"ProductSummary">;

const CARD_PX = 180;
const GAP_PX = 12;
const LINE_PX = 300;

export function ProductGrid({ rows, rowKey, nameOf, chosen, ...props }: TableProps<Product>) {
  const { t } = useTranslation("ui");
  const { ref, width } = useElementSize();
  const stores = useQuery(storesQuery).data ?? [];
  const across = Math.max(2, Math.floor((width + GAP_PX) / (CARD_PX + GAP_PX)));
  const { see } = rows;
  const seeLines = useCallback(
    (first: number, last: number) => see(first * across, last * across + across - 1),
    [see, across],
  );
  const drawn = useVirtualRows<HTMLDivElement>({
    count: Math.ceil(rows.count / across),
    name: `${props.name} grid ${across}`,
    height: LINE_PX,
    see: seeLines,
    above: "",
  });
  return (
    <div ref={ref}>
      <div ref={drawn.body}>
        {drawn.before > 0 && <div aria-hidden style={{ height: drawn.before }} />}
        {drawn.shown.map((line) => (
          <ul
            key={line}
            aria-label={props.label}
            data-index={line}
            ref={drawn.measure}
            style={{
              display: "grid",
              gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))`,
              gap: GAP_PX,
              margin: 0,
              padding: `0 0 ${GAP_PX}px`,
              listStyle: "none",
            }}
          >
            {Array.from({ length: Math.min(across, rows.count - line * across) }, (_, position) => {
              const index = line * across + position;
              const product = rows.at(index);
              if (product === undefined)
                return <Skeleton key={`awaited ${index}`} component="li" h={LINE_PX - GAP_PX} aria-busy />;
              const key = rowKey(product);
              return (
                <Paper key={key} component="li" p="sm" data-row>
                  <Stack gap="xs">
                    <Picture url={product.imageUrl} />
                    <Group gap={6} wrap="nowrap" align="flex-start">
                      {chosen && (
                        <Tick
                          label={t("list.choose", { name: nameOf(product) })}
                          isOn={props.isAll || chosen.has(key)}
                          onChange={() => props.onChoose([product], !chosen.has(key))}
                        />
                      )}
                      <LinkAnchor to="/products/$id" params={{ id: key }} size="sm" fw={600} lineClamp={2} dir="auto">
                        {product.title}
                      </LinkAnchor>
                    </Group>
                    <Text size="sm" component="div">
                      <PriceRange product={product} />
                    </Text>
                    <StockBar product={product} />
                    <ChannelMarks product={product} stores={stores} />
                  </Stack>
                </Paper>
              );
            })}
          </ul>
        ))}
        {drawn.behind > 0 && <div aria-hidden style={{ height: drawn.behind }} />}
      </div>
    </div>
  );
}

function Picture({ url }: { readonly url: string | null }) {
  const [isBroken, setBroken] = useState(false);
  return (
    <AspectRatio ratio={1}>
      {url === null || isBroken ? (
        <Center bg="var(--faint)" c="var(--quiet)" style={{ borderRadius: "var(--mantine-radius-sm)" }}>
          <IconPhoto size={32} aria-hidden />
        </Center>
      ) : (
        <Image src={url} alt="" radius="sm" fit="contain" loading="lazy" onError={() => setBroken(true)} />
      )}
    </AspectRatio>
  );
}
