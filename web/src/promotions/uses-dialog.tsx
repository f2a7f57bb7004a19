/** Orders a discount counted for. */
import { Button, Center, Modal, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { listQuery } from "../data/pages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor } from "../ui/link.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import type { Discount } from "./queries.ts";

export function UsesDialog({ discount, onClose }: { readonly discount: Discount; onClose(): void }) {
  const { t } = useTranslation("promotions");
  const uses = useInfiniteQuery(listQuery("discounts", "/api/discounts/{id}/uses", { params: { id: discount.id } }));
  const rows = uses.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Modal
      opened
      size="lg"
      title={t("usesTitle", { name: discount.code ?? discount.title })}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
      onClose={onClose}
    >
      <Stack>
        {uses.error !== null && <ProblemNotice error={uses.error} />}
        {uses.isPending && <RowsSkeleton rows={3} />}
        {uses.isSuccess && rows.length === 0 && <Text size="sm">{t("noUses")}</Text>}
        {rows.length > 0 && (
          <PlainList
            label={t("uses")}
            rows={rows}
            rowKey={({ orderId }) => orderId}
            columns={(column) => [
              column.title("order", t("order"), ({ orderId, orderNumber }) => (
                <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" underline="always">
                  <bdi>{orderNumber}</bdi>
                </LinkAnchor>
              )),
              column.fact("channel", t("channel"), ({ storeName }) => <bdi>{storeName ?? t("ownOrder")}</bdi>),
              column.amount("amount", t("takenOff"), ({ amountMinor }) => amountMinor),
              column.moment("at", t("usedAt"), ({ usedAt }) => usedAt, { onCard: "fact" }),
            ]}
          />
        )}
        {uses.hasNextPage && (
          <Center>
            <Button variant="default" loading={uses.isFetchingNextPage} onClick={() => void uses.fetchNextPage()}>
              {t("moreRows")}
            </Button>
          </Center>
        )}
      </Stack>
    </Modal>
  );
}
