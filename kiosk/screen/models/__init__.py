"""Small objects between Python and QML: one frozen value and one signal each."""
