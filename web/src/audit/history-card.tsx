/**
 * What people and programs changed of one thing, on its page. Its words and entries are loaded when somebody asks for
 * them: few who look at an order do.
 */
import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { loadTexts } from "../i18n/language.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import type { HistoryOf } from "./history-entries.tsx";

const Entries = lazy(async () => {
  const [{ HistoryEntries }] = await Promise.all([
    import("./history-entries.tsx"),
    loadTexts("audit", "hub-messages/fields")(),
  ]);
  return { default: HistoryEntries };
});

export const HistoryCard = (of: HistoryOf) => (
  <Suspense>
    <Closed {...of} />
  </Suspense>
);

function Closed(of: HistoryOf) {
  const { t } = useTranslation("audit/history");
  const [isOpen, setOpen] = useState(false);
  return (
    <Card
      title={t("title")}
      text={t("text")}
      actions={
        !isOpen && (
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {t("show")}
          </Button>
        )
      }
    >
      {isOpen && (
        <Suspense fallback={<RowsSkeleton rows={3} />}>
          <Entries {...of} />
        </Suspense>
      )}
    </Card>
  );
}
