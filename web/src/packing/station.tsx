/** The scan station: the order's code, then each item; what does not belong in the parcel is said, and heard. */
import { Alert, Button, Group, Progress, Stack, Table, Text } from "@mantine/core";
import { IconCamera, IconPlus, IconPrinter } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useRef, useState } from "react";
import type { PackedItem } from "../../../src/commerce/packed-item.ts";
import { useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { dayOf } from "../i18n/zone-day.ts";
import { saveChosen } from "../orders/chosen.ts";
import type { Printed } from "../printing/printers.ts";
import { StationPrintAlert } from "../printing/station-print.tsx";
import { useStationPrinter } from "../printing/use-station-printer.ts";
import { lastFormat, usePrintLabels } from "../shipments/labels.ts";
import { LotLines } from "../shipping/lot-lines.tsx";
import { lotsToTake } from "../shipping/picking.ts";
import { type Counted, toScan } from "../shipping/scanned.ts";
import { IconAction } from "../ui/icon-action.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { notify } from "../ui/notices.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Page } from "../ui/page.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { ScanField } from "../ui/scan-field.tsx";
import { Status } from "../ui/status.tsx";
import { Thumbnail } from "../ui/thumbnail.tsx";
import { saveAfter, storedAfter } from "./after.ts";
import { AFTER, type After, followed } from "./following.ts";
import type { Answer } from "./outbox.ts";
import { PhotoAlert, usePhotoPrompt } from "./photo-prompt.tsx";
import type { Batch } from "./queries.ts";
import { isGood, type Open, type ScanResult } from "./scanning.ts";
import type { StationOrder } from "./station-order.ts";
// Loaded with the station: once the hub is away it is too late.
import "./sender.tsx";
import { useResultText, useStation } from "./use-station.ts";

/** Loaded with the reader of barcodes when it is opened. */
const CameraDialog = lazy(async () => ({ default: (await import("./camera-dialog.tsx")).CameraDialog }));

/** Where a printer is chosen: once for each device. */
const PrintersDialog = lazy(async () => ({
  default: (await import("../printing/printers-dialog.tsx")).PrintersDialog,
}));

/** As long as a packer waits for the hub before a label. A browser opens it in a window of its own for 5 s after a key. */
const MOMENT_MS = 2_500;
const moment = () => new Promise((resolve) => setTimeout(resolve, MOMENT_MS));

/** What follows the last scan: nothing, a paper, or shipping. */
function useAfter() {
  const { t } = useTranslation("packing");
  const navigate = useNavigate();
  const desk = useStationPrinter();
  const openLabels = usePrintLabels();
  const inBrowser = (what: Printed, id: string) => {
    if (what === "slips") window.open(`/orders/slips?order=${id}`, "_blank", "noopener");
    else openLabels({ orderIds: [id], packed: true }, lastFormat());
  };
  const print = (what: Printed, { id, number }: Pick<StationOrder, "id" | "number">) => {
    if (!desk.print(what, { id, number })) inBrowser(what, id);
  };
  const [after, setAfter] = useState<After>(storedAfter);
  const act = async (order: StationOrder, answer: Promise<Answer>) => {
    const following = await followed(after, answer, moment);
    if (following === "never") return;
    if (following === "noted") notify({ meaning: "failed", text: t("notRecorded", { number: order.number }) });
    if (after === "slip") print("slips", order);
    else if (after === "label" && order.state.startsWith("label_")) print("labels", order);
    else if (after === "ship") {
      saveChosen([order.id]);
      void navigate({ to: "/orders/ship" });
    }
  };
  const choose = (chosen: After) => {
    saveAfter(chosen);
    setAfter(chosen);
  };
  return { after, choose, act, print, inBrowser, printed: desk.shown };
}

export function ScanStation() {
  const { t } = useTranslation("packing");
  const orders = useTranslation("orders").t;
  const { batch: batchId } = useSearch({ strict: false }) as { readonly batch?: string };
  const { after, choose, act, print, inBrowser, printed } = useAfter();
  const prompt = usePhotoPrompt();
  const station = useStation(batchId, (order, answer, packingId) =>
    prompt.ask(order, packingId, () => void act(order, answer)),
  );
  const scan = (code: string) => {
    prompt.goOn();
    station.scan(code);
  };
  const { open, told, batch } = station;
  const [dialog, setDialog] = useState<Device | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const back = (act: () => void) => () => {
    act();
    field.current?.focus();
  };
  return (
    <Page
      title={t("station")}
      above={
        batchId === undefined
          ? { label: orders("title"), to: "/orders" }
          : { label: t("one"), to: `/orders/batches/${batchId}` }
      }
      actions={<Devices onOpen={setDialog} />}
    >
      <Stack gap="md" maw={760}>
        {batch && <BatchProgress batch={batch} />}
        <ScanField
          field={field}
          label={t(labelOf(open, station.isDone))}
          help={open === null ? t("scan.help") : undefined}
          onScan={scan}
        />
        {told !== null && <ScanResultText told={told} onAgain={(order) => back(() => station.packAgain(order))()} />}
        <PhotoAlert prompt={prompt} />
        {printed && (
          <StationPrintAlert
            shown={printed}
            onAgain={back(() => print(printed.what, printed.order))}
            onBrowser={back(() => inBrowser(printed.what, printed.order.id))}
          />
        )}
        {open !== null && (
          <Contents
            order={open.order}
            counted={open.counted}
            onCount={(item) => back(() => station.countOne(item))()}
            onLeave={back(station.leave)}
          />
        )}
        <AfterChoice after={after} onChoose={choose} />
        <Suspense>
          {dialog === "camera" && <CameraDialog told={told} onScan={scan} onClose={back(() => setDialog(null))} />}
          {dialog === "printers" && <PrintersDialog onClose={back(() => setDialog(null))} />}
        </Suspense>
      </Stack>
    </Page>
  );
}

function AfterChoice({ after, onChoose }: { readonly after: After; readonly onChoose: (chosen: After) => void }) {
  const { t } = useTranslation("packing");
  const options = worded(AFTER, (value) => t(`afterEach.${value}`));
  return <OneOf label={t("after")} maw={260} options={options} value={after} onChange={onChoose} />;
}

function labelOf(open: Open | null, isDone: boolean) {
  if (open === null || isDone) return "scan.order";
  if (open.asking === null) return "scan.item";
  return open.asking.asksLot ? "scan.lot" : "scan.serial";
}

type Device = "camera" | "printers";

function Devices({ onOpen }: { readonly onOpen: (device: Device) => void }) {
  const { t } = useTranslation("packing");
  return (
    <Group gap="xs">
      <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => onOpen("printers")}>
        {t("printers")}
      </Button>
      <Button variant="default" leftSection={<IconCamera size={16} />} onClick={() => onOpen("camera")}>
        {t("camera")}
      </Button>
    </Group>
  );
}

interface ResultProps {
  readonly told: ScanResult;
  onAgain(order: StationOrder): void;
}

function ScanResultText({ told, onAgain }: ResultProps) {
  const { t } = useTranslation("packing");
  const textOf = useResultText();
  return (
    <Alert color={isGood(told) ? "green" : "red"} role={isGood(told) ? "status" : "alert"}>
      <Group justify="space-between">
        <Text fw={600}>
          <bdi>{textOf(told)}</bdi>
        </Text>
        {told.kind === "packed" && (
          <Button size="xs" variant="default" onClick={() => onAgain(told.order)}>
            {t("scan.again")}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

function BatchProgress({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation("packing");
  const { number } = useFormat();
  return (
    <div data-progress="packed">
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          {t("numbered", { number: batch.number })}
        </Text>
        <Text size="sm">{t("packedOf", { done: number(batch.packed), all: number(batch.orders) })}</Text>
      </Group>
      <Progress value={(100 * batch.packed) / Math.max(batch.orders, 1)} aria-label={t("steps.packed")} />
    </div>
  );
}

interface ContentsProps {
  readonly order: StationOrder;
  readonly counted: Counted;
  onCount(item: PackedItem): void;
  onLeave(): void;
}

function Contents({ order, counted, onCount, onLeave }: ContentsProps) {
  const { t } = useTranslation("packing");
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Group gap="xs">
          <LinkAnchor to="/orders/$id" params={{ id: order.id }} fw={600} className="code">
            {order.number}
          </LinkAnchor>
          {order.tote !== null && <Text fw={600}>{t("scan.tote", { tote: order.tote })}</Text>}
        </Group>
        <Button size="xs" variant="default" onClick={onLeave}>
          {t("scan.leave")}
        </Button>
      </Group>
      {!order.usesStock && (
        <Alert color="yellow" role="note" data-not-counted>
          {t("notCounted")}
        </Alert>
      )}
      {order.tooMuch.length > 0 && <TooMuchIn order={order} />}
      {order.togetherWith.length > 0 && (
        <Alert color="blue" role="note" title={t("scan.together")} data-together>
          <bdi className="code">{order.togetherWith.join(", ")}</bdi>
        </Alert>
      )}
      <Table aria-label={t("scan.contents")}>
        <Table.Tbody>
          {toScan(order).map(({ item, units }) => (
            <ItemRow key={item.lineId} item={item} units={units} there={counted[item.lineId] ?? 0} onCount={onCount} />
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

/** What is taken out of the parcel that was closed before the order changed. */
function TooMuchIn({ order }: Pick<ContentsProps, "order">) {
  const { t } = useTranslation("packing");
  return (
    <Alert color="yellow" role="note" title={t("scan.takeOut")}>
      {order.tooMuch.map(({ lineId, sku, title, units }) => (
        <Text size="sm" key={lineId} data-too-much={sku ?? title}>
          {t("scan.takeOutOne", { count: units, title })} <bdi className="code">{sku}</bdi>
        </Text>
      ))}
    </Alert>
  );
}

interface ItemProps extends Pick<ContentsProps, "onCount"> {
  readonly item: PackedItem;
  readonly units: number;
  readonly there: number;
}

function ItemRow({ item, units, there, onCount }: ItemProps) {
  const { t } = useTranslation("packing");
  const { number, zone } = useFormat();
  return (
    <Table.Tr data-item={item.sku ?? item.title}>
      <Table.Td w={64}>
        <Thumbnail url={item.imageUrl} />
      </Table.Td>
      <Table.Td>
        <bdi>{item.title}</bdi>
        <Quiet size="xs">
          <bdi className="code">{[item.sku, item.barcode].filter(Boolean).join(" · ")}</bdi>
        </Quiet>
        <LotLines
          lots={lotsToTake({ item, units: Math.max(units - there, 0) }, dayOf(new Date().toISOString(), zone))}
        />
      </Table.Td>
      <Table.Td className="nowrap">
        <Status meaning={there >= units ? "good" : "waiting"}>
          {t("of", { done: number(there), all: number(units) })}
        </Status>
      </Table.Td>
      <Table.Td>
        {there < units && (
          <IconAction icon={IconPlus} label={t("scan.byHand", { title: item.title })} onClick={() => onCount(item)} />
        )}
      </Table.Td>
    </Table.Tr>
  );
}
