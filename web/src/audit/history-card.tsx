/**
 * What people and programs changed of one thing, on its page. Its words and entries are loaded when somebody asks for
 * them: few who look at an order do.
 */
import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { loadWords } from "../i18n/language.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import type { HistoryOf } from "./history-entries.tsx";

const Entries = lazy(async () => {
  const [{ HistoryEntries }] = await Promise.all([
    import("./history-entries.tsx"),
    loadWords("audit", "hub-messages/fields")(),
  ]);
  return { default: HistoryEntries };
});

export function HistoryCard(of: HistoryOf) {
  const { t } = useTranslation("ui");
  const [isOpen, setOpen] = useState(false);
  return (
    <Card
      title={t("history.title")}
      text={t("history.text")}
      actions={
        !isOpen && (
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {t("history.show")}
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
