"""Names of SVG: those that are published, and those that make a file act."""

SVG = "http://www.w3.org/2000/svg"
PREFIXES = {
    "": "",
    "http://www.w3.org/1999/xlink": "xlink:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
# Elements of these act anywhere in a file: XHTML's by themselves, XML Events' on others.
ACTING_SPACES = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2001/xml-events")
TEXTS = ("text", "tspan", "textPath", "a", "title", "desc", "style")
LEAVES = ("title", "desc", "style")
_ACTING_NAMES = """
    script foreignobject image feimage iframe frame embed object applet audio video source track
    canvas img link base meta form handler listener
"""
_ELEMENT_NAMES = """
    svg g defs symbol use switch a view style title desc text tspan textPath path rect
    circle ellipse line polyline polygon linearGradient radialGradient stop pattern clipPath mask
    marker filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
    feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG
    feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence animate animateMotion animateTransform
    mpath set
"""
_ATTRIBUTE_NAMES = """
    id class style lang role xml:lang xml:space href viewBox preserveAspectRatio width height
    x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points pathLength transform dx dy rotate textLength
    lengthAdjust startOffset method spacing side path gradientUnits gradientTransform spreadMethod
    offset patternUnits patternContentUnits patternTransform clipPathUnits maskUnits
    maskContentUnits markerUnits markerWidth markerHeight refX refY orient requiredExtensions
    requiredFeatures systemLanguage type media filterUnits primitiveUnits in in2 result mode values
    operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode kernelUnitLength
    preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent scale
    xChannelSelector yChannelSelector stdDeviation radius baseFrequency numOctaves seed stitchTiles
    azimuth elevation z pointsAtX pointsAtY pointsAtZ limitingConeAngle tableValues slope intercept
    amplitude exponent attributeName attributeType begin dur end min max restart repeatCount
    repeatDur calcMode keyTimes keySplines keyPoints from to by additive accumulate origin
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering cursor direction display dominant-baseline fill
    fill-opacity fill-rule filter flood-color flood-opacity font font-family font-size
    font-size-adjust font-stretch font-style font-variant font-weight glyph-orientation-horizontal
    glyph-orientation-vertical image-rendering isolation letter-spacing lighting-color marker
    marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order
    pointer-events shape-rendering stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor text-decoration text-overflow text-rendering transform-box transform-origin
    unicode-bidi vector-effect visibility white-space word-spacing writing-mode
"""
ACTING = frozenset(_ACTING_NAMES.split())
ELEMENTS = frozenset(_ELEMENT_NAMES.split())
ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
