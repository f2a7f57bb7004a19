/** A statement's file: checked first, its columns chosen once and remembered, then imported. */
import { Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useSession } from "../../data/session.ts";
import { Help } from "../../help/help.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useFormAction } from "../../ui/action.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { type Import, importSettlement, type Mapping, type ReadFile } from "../queries.ts";
import { ColumnFields } from "./columns.tsx";
import { Preview } from "./preview.tsx";
import { type Source, SourceFields } from "./source.tsx";

export function ImportDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settlements");
  const { number } = useFormat();
  const { organization } = useSession();
  const [source, setSource] = useState<Source>({
    storeId: null,
    gateway: "",
    currency: organization?.currency ?? "USD",
    file: null,
    amountMinor: null,
  });
  const [checked, setChecked] = useState<ReadFile | null>(null);
  const [mapping, setMapping] = useState<Mapping | null>(null);
  const check = useFormAction({
    run: (requested: Import) => importSettlement(requested),
    done: (read: ReadFile) => {
      setChecked(read);
      setMapping(null);
    },
  });
  const save = useKeeping(onClose);
  const shown = mapping ?? checked?.mapping ?? null;
  const isCurrent = checked !== null && checked.mapping !== null && mapping === null;
  const lines = checked?.transfers.reduce((sum, each) => sum + each.lines, 0) ?? 0;
  const requested = requestOf(source, shown);
  return (
    <FormDialog
      help={<Help of="settlement" />}
      size="xl"
      title={t("import.title")}
      label={
        isCurrent
          ? t("import.submit", { count: lines, lines: number(lines) })
          : t(checked ? "import.again" : "import.check")
      }
      isReady={requested !== null && (checked === null || shown !== null) && !(isCurrent && lines === 0)}
      action={{ isRunning: check.isRunning || save.isRunning, error: save.error ?? check.error }}
      onSubmit={() => requested && (isCurrent ? save : check).start({ ...requested, isCheck: !isCurrent })}
      onClose={onClose}
    >
      <SourceFields
        source={source}
        onChange={(next) => {
          setSource(next);
          // An amount of the bank changes nothing of what the file says.
          if (next.file === source.file && next.storeId === source.storeId && next.currency === source.currency) return;
          setChecked(null);
          setMapping(null);
        }}
      />
      {checked && (
        <Stack>
          <ColumnFields checked={checked} mapping={shown} onChange={setMapping} />
          <Preview read={checked} isCurrent={isCurrent} />
        </Stack>
      )}
    </FormDialog>
  );
}

/** Null while something is missing. */
function requestOf({ storeId, gateway, currency, file, amountMinor }: Source, mapping: Mapping | null): Import | null {
  if (file === null || (storeId === null && gateway.trim() === "")) return null;
  return {
    ...(storeId === null ? { gateway: gateway.trim() } : { storeId }),
    csv: file.csv,
    fileName: file.name,
    currency,
    ...(mapping && { mapping }),
    ...(amountMinor !== null && { amountMinor }),
    isCheck: true,
  };
}

/** A file of one transfer leads to it. */
function useKeeping(onClose: () => void) {
  const { t } = useTranslation("settlements");
  const navigate = useNavigate();
  return useFormAction({
    run: (requested: Import) => importSettlement(requested),
    renews: [["settlements"]],
    done: async ({ transfers }: ReadFile) => {
      onClose();
      const [one] = transfers;
      if (transfers.length === 1 && one?.id) await navigate({ to: "/settlements/$id", params: { id: one.id } });
    },
    said: t("import.said"),
  });
}
