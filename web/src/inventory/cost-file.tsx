/** Dated costs from a file; what was read and what was left out is said after it. */
import { FileInput, List, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useCostsChanged } from "../costs/queries.ts";
import { body, hub } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { Quiet } from "../ui/quiet.tsx";

type Decimal = "point" | "comma";

export function CostFileDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("costs");
  const changed = useCostsChanged();
  const [csv, setCsv] = useState<string | null>(null);
  const [decimal, setDecimal] = useState<Decimal>("point");
  const [result, setResult] = useState<Read | null>(null);
  const read = useFormAction({
    run: (text: string) => send(text, decimal),
    done: async (answer) => {
      await changed();
      setResult(answer);
    },
  });
  return (
    <FormDialog
      help={<Help of="cost" />}
      title={t("file.open")}
      label={result ? t("file.done") : t("file.read")}
      isReady={csv !== null}
      action={read}
      onSubmit={() => (result ? onClose() : csv !== null && read.start(csv))}
      onClose={onClose}
    >
      {result ? (
        <Result result={result} />
      ) : (
        <>
          <Quiet>{t("file.text")}</Quiet>
          <FileInput
            label={t("file.file")}
            placeholder={t("file.choose")}
            accept=".csv,text/csv"
            onChange={(file) => void file?.text().then(setCsv)}
          />
          <OneOf
            label={t("file.decimal")}
            options={[
              { value: "point", label: "1,234.50" },
              { value: "comma", label: "1.234,50" },
            ]}
            value={decimal}
            onChange={setDecimal}
          />
        </>
      )}
    </FormDialog>
  );
}

const send = (csv: string, decimal: Decimal) => body(hub.POST("/api/costs/import", { body: { csv, decimal } }));
type Read = Awaited<ReturnType<typeof send>>;

const MOST_SHOWN = 20;

function Result({ result: { added, changed, unchanged, problems } }: { readonly result: Read }) {
  const { t } = useTranslation("costs");
  const { number } = useFormat();
  return (
    <Stack gap="xs" role="status">
      <Text size="sm" fw={600}>
        {t("file.result", { added: number(added), changed: number(changed), same: number(unchanged) })}
      </Text>
      {problems.length > 0 && (
        <List size="sm">
          {problems.slice(0, MOST_SHOWN).map(({ row, text }) => (
            <List.Item key={row}>
              {t("file.problem", { row: number(row), text: "" })} <HubText text={text} />
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
