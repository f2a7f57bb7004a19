/** The label printers of this device: one for labels, one for packing slips, chosen once and tried. */
import { Alert, Button, Fieldset, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { type ChooseWay, choosePrinter, waysToPrint } from "../register/printer/device.ts";
import { OneOf } from "../ui/one-of.tsx";
import { useIsPhone } from "../ui/phone.ts";
import { Quiet } from "../ui/quiet.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { DPI, dotsOf, type LabelPrinter, MOST_MM, PRINTED, type Printed, savePrinter, USUAL } from "./printers.ts";
import { type SendTrouble, sendLabels } from "./send.ts";
import { troubleText } from "./texts.ts";
import { usePrinters } from "./use-station-printer.ts";
import { testZpl } from "./zpl.ts";

const SPEEDS = ["9600", "19200", "38400", "115200"] as const;

export function PrintersDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("printing");
  const ui = useTranslation("ui").t;
  const printers = usePrinters();
  const isPhone = useIsPhone();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("printers")}
      size="lg"
      fullScreen={isPhone}
      closeButtonProps={{ "aria-label": ui("close") }}
    >
      <Stack gap="md">
        <Quiet>{t("hint")}</Quiet>
        {waysToPrint().length === 0 && <Alert color="yellow">{t("unsupported")}</Alert>}
        {PRINTED.map((what) => {
          const printer = printers[what];
          return (
            <Fieldset key={what} legend={t(`of.${what}`)}>
              {printer === null ? <Choose what={what} /> : <Chosen what={what} printer={printer} />}
            </Fieldset>
          );
        })}
      </Stack>
    </Modal>
  );
}

function Choose({ what }: { readonly what: Printed }) {
  const { t } = useTranslation("printing");
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>("9600");
  const [problem, setProblem] = useState("");
  const ways = waysToPrint();
  const choose = async (way: ChooseWay) => {
    setProblem("");
    try {
      savePrinter(what, { ...USUAL, chosen: await choosePrinter(way, Number(speed)) });
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      setProblem(t(error.name === "NotFoundError" ? "noneChosen" : "notAllowed"));
    }
  };
  return (
    <Stack gap="sm">
      <Text size="sm">{t("browser")}</Text>
      {problem !== "" && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      <Group gap="xs" align="flex-end">
        {ways.map((way) => (
          <Button key={way} variant="default" size="xs" onClick={() => void choose(way)}>
            {t(way)}
          </Button>
        ))}
        {ways.includes("serial") && (
          <OneOf size="xs" w={110} label={t("speed")} options={SPEEDS} value={speed} onChange={setSpeed} />
        )}
      </Group>
    </Stack>
  );
}

interface ChosenProps {
  readonly what: Printed;
  readonly printer: LabelPrinter;
}

function Chosen({ what, printer }: ChosenProps) {
  const { t } = useTranslation("printing");
  const [tried, setTried] = useState<SendTrouble | null | "running" | undefined>();
  const { chosen, widthMm, heightMm, dpi } = printer;
  const name = chosen.kind === "usb" && chosen.name !== "" ? chosen.name : t(`named.${chosen.kind}`);
  const test = async () => {
    setTried("running");
    const page = new TextEncoder().encode(testZpl(dotsOf(printer)));
    setTried((await sendLabels(printer, [page])).why);
  };
  const change = (changed: Partial<LabelPrinter>) => savePrinter(what, { ...printer, ...changed });
  return (
    <Stack gap="sm">
      <Text fw={600} dir="auto">
        {name}
      </Text>
      <Group gap="xs" align="flex-end" grow>
        <Side label={t("width")} most={MOST_MM.width} value={widthMm} onChange={(mm) => change({ widthMm: mm })} />
        <Side label={t("height")} most={MOST_MM.height} value={heightMm} onChange={(mm) => change({ heightMm: mm })} />
        <OneOf
          label={t("dpi")}
          options={DPI.map((each) => ({ value: `${each}`, label: t("dpiOf", { dpi: each }) }))}
          value={`${dpi}`}
          onChange={(value) => change({ dpi: DPI.find((each) => `${each}` === value) ?? USUAL.dpi })}
        />
      </Group>
      {tried !== undefined && tried !== "running" && (
        <Alert color={tried === null ? "green" : "red"} role={tried === null ? "status" : "alert"}>
          {troubleText(t, tried)}
        </Alert>
      )}
      <Group justify="space-between">
        <Button size="xs" variant="default" color="red" onClick={() => savePrinter(what, null)}>
          {t("remove")}
        </Button>
        <Button size="xs" loading={tried === "running"} onClick={() => void test()}>
          {t("test")}
        </Button>
      </Group>
    </Stack>
  );
}

interface SideProps {
  readonly label: string;
  readonly most: number;
  readonly value: number;
  onChange(mm: number): void;
}

/** Shorter than this is no label. */
const LEAST_MM = 20;

function Side({ label, most, value, onChange }: SideProps) {
  const [typed, setTyped] = useState<number | null>(value);
  const report = (mm: number | null) => {
    setTyped(mm);
    if (mm !== null && mm >= LEAST_MM && mm <= most) onChange(mm);
  };
  return <WholeNumber label={label} min={LEAST_MM} max={most} value={typed} onChange={report} />;
}
