// `<kafka-rebalance>`, as kafka-rebalance.js has it. docs/embed.md says what each attribute and each event is.

import type { Recording, Scenario, VariantName } from "./types.js";

/** The figure is drawn. */
export interface ReadyDetail {
  scenario: string;
  lanes: VariantName[];
  /** Beginning and end of what is shown, ms. */
  from: number;
  end: number;
}

/** The instant that is shown, ms; while time runs it is told ten times a second at most. */
export interface TimeDetail {
  t: number;
  playing: boolean;
}

/** Another step of the narration. */
export interface StepDetail {
  number: number;
  of: number;
  text: string;
  why: string;
  t: number;
}

/** Things are otherwise in a lane. */
export interface VerdictDetail {
  lane: VariantName;
  tone: "good" | "warn" | "bad";
  count: string;
  words: string;
  t: number;
}

/** Something could not be shown, or was not understood. */
export interface ErrorDetail {
  message: string;
  code?: string;
  where?: string;
}

export interface KafkaRebalanceEventMap {
  ready: CustomEvent<ReadyDetail>;
  time: CustomEvent<TimeDetail>;
  step: CustomEvent<StepDetail>;
  verdict: CustomEvent<VerdictDetail>;
  error: CustomEvent<ErrorDetail>;
}

export declare class KafkaRebalance extends HTMLElement {
  readonly playing: boolean;
  /** The instant that is shown, ms. */
  readonly time: number;
  readonly ready: boolean;
  play(): void;
  pause(): void;
  step(steps?: number): void;
  seek(ms: number): void;
  load(scenario: string | Scenario): void;
  trace(): Recording[];
  addEventListener<K extends keyof KafkaRebalanceEventMap>(
    type: K,
    listener: (this: KafkaRebalance, event: KafkaRebalanceEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "kafka-rebalance": KafkaRebalance;
  }
}
