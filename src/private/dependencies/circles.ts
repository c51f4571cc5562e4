import type { CfnElement, CfnResource } from 'aws-cdk-lib';
import type { Link, References } from './references';
import { inTemplateOf, withParents } from '../nested-stacks';

/** A step of a circle in a template. The ends of the link are in nested stacks if a resource of the template stands for one. */
interface Step extends Link {
  readonly source: CfnElement;
  readonly target: CfnElement;
}

/** A circle of links. Where the end of a link is not the beginning of the next one, both are in the same nested stack, which is created as a whole. */
export type Circle = readonly Link[];

/**
 * Finds circles in the templates of a stage: CloudFormation cannot create any resource of a circle first. A nested stack is one resource in the
 * template of its parent, with what all of its resources refer to outside of it. Create it at validation, when all dependencies are known.
 */
export class Circles {
  private readonly steps = new Map<CfnElement, readonly Step[]>();
  private readonly components = new Map<CfnElement, ReadonlySet<CfnElement>>();

  constructor(private readonly references: References) {}

  /** Returns the shortest circle that goes through a resource; undefined if there is none. The circle begins at the resource if possible. */
  public through(resource: CfnResource): Circle | undefined {
    const circles = this.placesOf(resource).map((place) => this.circleOf(resource, place));
    return circles.filter((circle) => circle !== undefined).sort((one, other) => one.length - other.length)[0];
  }

  /** Returns whether two resources are in a circle together. */
  public areTogether(one: CfnResource, other: CfnResource): boolean {
    const places = new Set(this.placesOf(other));
    return this.placesOf(one).some((place) => this.isInCircle(place) && [...this.componentOf(place)].some((each) => places.has(each)));
  }

  /** Returns the resource, and the nested stacks that contain it as resources of their parents. */
  private placesOf(resource: CfnResource): CfnElement[] {
    return withParents(resource.stack).map((stack) => inTemplateOf(stack, resource)!);
  }

  private circleOf(resource: CfnResource, place: CfnElement): Circle | undefined {
    if (!this.isInCircle(place)) {
      return undefined;
    }
    return this.shortest(place, (step) => step.from === resource, () => true) ?? this.shortest(place, () => true, (step) => step.to === resource);
  }

  private isInCircle(place: CfnElement): boolean {
    return this.componentOf(place).size > 1 || this.stepsFrom(place).some(({ target }) => target === place);
  }

  /** Searches in breadth, in the component only, for a way back to a place whose first and last steps have a property. */
  private shortest(place: CfnElement, isFirst: (step: Step) => boolean, isLast: (step: Step) => boolean): Circle | undefined {
    const component = this.componentOf(place);
    const before = new Map<CfnElement, Step>();
    const next = this.stepsFrom(place).filter(isFirst);
    // Visits the steps that are added meanwhile too.
    for (const step of next) {
      if (step.target === place && isLast(step)) {
        return [...wayTo(step.source, place, before), step];
      }
      if (step.target !== place && component.has(step.target) && !before.has(step.target)) {
        before.set(step.target, step);
        next.push(...this.stepsFrom(step.target));
      }
    }
    return undefined;
  }

  /** Returns the steps to other resources of the template. */
  private stepsFrom(place: CfnElement): readonly Step[] {
    const known = this.steps.get(place);
    if (known) {
      return known;
    }
    const inner = this.references.nestedStackOf(place);
    const elements = inner ? [...this.references.contentsOf(inner), place] : [place];
    const steps = elements.flatMap((element) => this.references.linksOf(element)).flatMap((link): Step[] => {
      const target = inTemplateOf(place.stack, link.to);
      const isInside = inner !== undefined && target === place;
      return target && !isInside ? [{ ...link, source: place, target }] : [];
    });
    this.steps.set(place, steps);
    return steps;
  }

  /**
   * Returns the strongly connected component of a resource in its template.
   *
   * @see https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
   */
  private componentOf(place: CfnElement): ReadonlySet<CfnElement> {
    if (!this.components.has(place)) {
      this.findComponentsFrom(place);
    }
    return this.components.get(place)!;
  }

  /** Runs without recursion, because the depth of a template is not limited. */
  private findComponentsFrom(start: CfnElement): void {
    const index = new Map<CfnElement, number>();
    const low = new Map<CfnElement, number>();
    const open: CfnElement[] = [];
    const visits: { readonly place: CfnElement; readonly targets: Iterator<Step> }[] = [];
    const visit = (place: CfnElement) => {
      index.set(place, index.size);
      low.set(place, index.get(place)!);
      open.push(place);
      visits.push({ place, targets: this.stepsFrom(place)[Symbol.iterator]() });
    };
    const lower = (place: CfnElement, to: number) => low.set(place, Math.min(low.get(place)!, to));
    visit(start);
    for (let current = visits.at(-1); current; current = visits.at(-1)) {
      const { value: step, done } = current.targets.next();
      if (!done && !index.has(step.target) && !this.components.has(step.target)) {
        visit(step.target);
      } else if (!done && !this.components.has(step.target)) {
        lower(current.place, index.get(step.target)!);
      } else if (done) {
        visits.pop();
        if (low.get(current.place) === index.get(current.place)) {
          const component = new Set(open.splice(open.lastIndexOf(current.place)));
          component.forEach((each) => this.components.set(each, component));
        }
        visits.slice(-1).forEach((outer) => lower(outer.place, low.get(current.place)!));
      }
    }
  }
}

/** Returns the steps from a place to another one, of which each has the step that led to it. */
function wayTo(end: CfnElement, place: CfnElement, before: ReadonlyMap<CfnElement, Step>): Step[] {
  const way: Step[] = [];
  for (let at = end; at !== place; at = way[0].source) {
    way.unshift(before.get(at)!);
  }
  return way;
}
