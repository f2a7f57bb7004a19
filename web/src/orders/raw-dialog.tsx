/** The platform's own record of an order, as it was received. */

import { Button, Code, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../i18n/translation.ts";
import { useIsPhone } from "../ui/phone.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";
import { type Order, rawQuery } from "./queries.ts";

export function RawDialog({ order, onClose }: { readonly order: Order; onClose(): void }) {
  const { t } = useTranslation("orders/page");
  const isPhone = useIsPhone();
  const parts = useQuery(rawQuery(order.id));
  return (
    <Modal
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
      opened
      onClose={onClose}
      size="xl"
      fullScreen={isPhone}
      title={t("raw.title", { number: order.number })}
    >
      <Stack>
        {parts.isPending && <RowsSkeleton rows={6} />}
        {parts.isError && <ProblemNotice error={parts.error} onRetry={() => void parts.refetch()} />}
        {parts.data?.length === 0 && <Text size="sm">{t("raw.none")}</Text>}
        {parts.data?.map((part) => (
          <Stack key={part.partKey} gap={4}>
            <Quiet size="xs" component="div">
              {part.partKey !== "" && (
                <>
                  <bdi className="code">{part.partKey}</bdi> ·{" "}
                </>
              )}
              {t("raw.seen")} <When at={part.seenAt} isExact />
            </Quiet>
            <Code block fz="xs" mah="60vh" style={{ overflow: "auto" }} tabIndex={0}>
              {JSON.stringify(part.raw, null, 2)}
            </Code>
          </Stack>
        ))}
        <Button variant="default" onClick={onClose} ms="auto">
          {t("close", { ns: "ui" })}
        </Button>
      </Stack>
    </Modal>
  );
}
