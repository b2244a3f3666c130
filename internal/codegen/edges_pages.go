package main

var pagesEdges = []edge{}

var pagesNames = map[string]string{}

var pagesReads = map[string]string{}

var pagesParamTypes = map[string]string{}
