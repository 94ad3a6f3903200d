import { nearestName } from '../../analysis/nearest-name.ts'
import type { SpecValue } from '../../evidence/mesh/resource.ts'
import type { Shape } from '../api-model.ts'

/** What is wrong with one value: the name of the check, the message and the limit. */
export interface Fault { check: string, message: string, limit: string }

/** Judges a text, a number or a boolean by its shape. @param lenient numbers and booleans may be written as text (CloudFormation) */
export function checkScalar(value: SpecValue, shape: Shape, lenient: boolean): Fault | undefined {
  switch (shape.type) {
    case 'boolean': return checkBoolean(value, lenient)
    case 'integer': case 'long': return checkNumber(value, shape, lenient)
    case 'string': return checkText(value, shape, lenient)
    case 'list': case 'structure': return undefined
  }
}

function checkBoolean(value: SpecValue, lenient: boolean): Fault | undefined {
  if (typeof value === 'boolean' || (lenient && (value === 'true' || value === 'false'))) return undefined
  return { check: 'wrong-type', message: `is ${nameType(value)}, not a boolean`, limit: 'true or false' }
}

function checkNumber(value: SpecValue, shape: Shape, lenient: boolean): Fault | undefined {
  const number = lenient && typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
  const limit = describeRange(shape, '')
  if (typeof number !== 'number') return { check: 'wrong-type', message: `is ${nameType(value)}, not a number`, limit }
  if (!Number.isInteger(number)) return { check: 'wrong-type', message: 'is not a whole number', limit }
  if (shape.min !== undefined && number < shape.min) return { check: 'too-small', message: `is less than ${shape.min}`, limit }
  if (shape.max !== undefined && number > shape.max) return { check: 'too-large', message: `is more than ${shape.max}`, limit }
  return undefined
}

function checkText(value: SpecValue, shape: Shape, lenient: boolean): Fault | undefined {
  const text = lenient && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value
  if (typeof text !== 'string') return { check: 'wrong-type', message: `is ${nameType(value)}, not a text`, limit: describeText(shape) }
  if (shape.enum !== undefined && !shape.enum.includes(text)) {
    const meant = shape.enum.find(item => item.toLowerCase() === text.toLowerCase()) ?? nearestName(text.slice(0, 80), shape.enum)
    return { check: 'not-in-enum', message: `is none of the allowed values${meant === undefined ? '' : `; ${meant} may be meant`}`, limit: shape.enum.join(', ') }
  }
  const length = countCharacters(text)
  if (shape.min !== undefined && length < shape.min) {
    return { check: 'too-short', message: length === 0 ? 'is empty' : `has ${length} characters, fewer than ${shape.min}`, limit: describeText(shape) }
  }
  if (shape.max !== undefined && length > shape.max) return { check: 'too-long', message: `has ${length} characters, more than ${shape.max}`, limit: describeText(shape) }
  // Length is checked first: it bounds what the pattern has to read.
  if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(text)) {
    return { check: 'not-in-pattern', message: 'has characters that are not allowed', limit: `pattern ${shape.pattern}` }
  }
  return undefined
}

/** The API counts Unicode characters, not UTF-16 units. */
function countCharacters(text: string): number {
  let pairs = 0
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) pairs++
  }
  return text.length - pairs
}

function describeText(shape: Shape): string {
  return shape.enum !== undefined ? shape.enum.join(', ') : describeRange(shape, ' characters') || 'a text'
}

/** `1 to 10 items`, `at least 1`, `exactly 1 item`; empty where nothing bounds it. */
export function describeRange({ min, max }: Shape, unit: string): string {
  if (min !== undefined && min === max) return `exactly ${min}${min === 1 ? unit.replace(/s$/, '') : unit}`
  if (min !== undefined && max !== undefined) return `${min} to ${max}${unit}`
  if (min !== undefined) return `at least ${min}${unit}`
  return max === undefined ? '' : `at most ${max}${unit}`
}

/** `a number`, `a list`, … for messages. */
export function nameType(value: SpecValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'string' ? 'a text' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
